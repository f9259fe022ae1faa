export function notBuilt(): never {
  throw new Error('This word is being built.');
}
