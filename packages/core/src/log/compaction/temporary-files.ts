/** Placeholder of log/open-log.ts until the start-up step of the cleaner is here. */
import type { Disk } from '../../host/disk.ts'

export function finishInterrupted(_disk: Disk, _directory: string): void {}
