/**
 * When a folder of state was last used, by the times of its files: a database that is opened or written changes some,
 * and whoever closes it touches one more, since a task may have been idle for long when it leaves.
 */
import { join } from 'node:path'
import type { Disk } from '@millrace/core/host'
import { DiskError } from '@millrace/core/host'

const touchedName = 'last-closed'

/** The time of the newest file in any of the folders; 0 where there is none. */
export function lastUsedMs(disk: Disk, folders: readonly string[]): number {
  let newestMs = 0
  for (const folder of folders) {
    if (disk.facts(folder) === undefined) continue
    // A file may be gone by now: RocksDB tidies up when it wants to.
    for (const name of disk.list(folder)) {
      newestMs = Math.max(newestMs, disk.facts(join(folder, name))?.modifiedMs ?? 0)
    }
  }
  return newestMs
}

/** Where the disk refuses, the folder only looks older than it is. */
export function touch(disk: Disk, folder: string): void {
  try {
    const file = disk.open(join(folder, touchedName), { create: true })
    file.write([Buffer.from('\n')], 0)
    file.close()
  } catch (thrown) {
    if (!(thrown instanceof DiskError)) throw thrown
  }
}
