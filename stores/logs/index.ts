export { LOG_LIMITS, LogWriter, type LogLimits, type LogWriterOptions } from './log-writer.ts';
export { readLog, type LogPage, type ReadLogOptions } from './read-log.ts';
export { LOG_LEVELS, type LogLevel, type LogLine } from './log-line.ts';
