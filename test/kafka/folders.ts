/** Empty folders on the machine's own disk, and our data directories in them. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataDirectory, type LogConfig, plainLogger, systemClock, systemDisk } from '@millrace/core/testing'

const made: string[] = []

export function emptyFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'millrace-kafka-'))
  made.push(folder)
  return folder
}

export function removeFolders(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
}

export interface DirectoryPlace {
  readonly path: string
  readonly configOf: (topic: string) => LogConfig
  /** What the directory warns of is added to it. */
  readonly warnings?: string[]
}

export async function openDirectory({ path, configOf, warnings = [] }: DirectoryPlace): Promise<DataDirectory> {
  const logger = plainLogger((line) => warnings.push(line))
  return await DataDirectory.open({ path, disk: systemDisk, clock: systemClock, logger, configOf })
}

/** Opens a data directory for as long as something is done with it. */
export async function withDirectory(
  place: DirectoryPlace,
  run: (directory: DataDirectory) => Promise<void>,
): Promise<void> {
  const directory = await openDirectory(place)
  try {
    await run(directory)
  } finally {
    await directory.close()
  }
}
