export {};
//# sourceMappingURL=shard-input.js.map
