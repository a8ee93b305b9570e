/** The entry point `@millrace/core/host`: what of the machine the other packages need, and may not take themselves. */
export { type Clock, systemClock, type Timer } from './host/clock.ts'
export { type Disk, DiskError } from './host/disk.ts'
export { type Logger, plainLogger } from './host/logger.ts'
export { systemDisk } from './host/node-disk.ts'
export { systemSockets } from './host/node-sockets.ts'
export { type Random, systemRandom } from './host/random.ts'
export type { Sockets } from './host/sockets.ts'
export { temporaryDirectory } from './host/temporary-directory.ts'
