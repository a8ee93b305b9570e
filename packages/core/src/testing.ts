/**
 * `@millrace/core/testing`: a broker that brings bad days upon its clients; the log and the data directory by
 * themselves; and the repeatable forms of all that differs from run to run (time, disk, sockets, random numbers).
 * For tests outside of the package; an application has no need of it.
 */
export type { Control, ControlledRequest, ControlOptions, Decide } from './broker/controls/controls.ts'
export { answer, type Decision, delay, drop, fail, loseAnswer, pass } from './broker/controls/decision.ts'
export { ControlledBroker, type Hold, type Observation } from './controlled.ts'
export { type Clock, systemClock, type Timer } from './host/clock.ts'
export { type Disk, DiskError, type DiskFile, type DiskSpace, LockedError } from './host/disk.ts'
export { FaultyDisk, type FaultyDiskOptions } from './host/faulty-disk.ts'
export { type Logger, plainLogger, silentLogger } from './host/logger.ts'
export { ManualClock } from './host/manual-clock.ts'
export { MemoryDisk, type MemoryDiskOptions } from './host/memory-disk.ts'
export { MemorySockets, type MemorySocketsOptions } from './host/memory-sockets.ts'
export { systemDisk } from './host/node-disk.ts'
export { systemSockets } from './host/node-sockets.ts'
export { type Random, SeededRandom, systemRandom } from './host/random.ts'
export type { Connection, ConnectionEvents, ConnectOptions, ListenOptions, Sockets } from './host/sockets.ts'
export type { Appended, AppendOutcome, AppendRefusal, AppendRequest } from './log/append.ts'
export { DataDirectory, type DataDirectoryOptions } from './log/data-directory.ts'
export type { Partition } from './log/file-names.ts'
export { defaultLogConfig, type LogConfig } from './log/log-config.ts'
export type { OutOfRange, ReadOutcome, ReadRequest } from './log/log-reader.ts'
export type { PartitionLog } from './log/partition-log.ts'
export type { AbortedTransaction } from './log/segment/transaction-index.ts'
export type { TimestampedOffset } from './log/timestamp-lookup.ts'
