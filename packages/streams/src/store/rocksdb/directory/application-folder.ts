/**
 * Where the state of an application lies on this machine: a folder for each task, called by its id, and what was set
 * aside beside it. Every thread of a process sees the same folder; which names in it are whose is decided here alone.
 */
import { join } from 'node:path'
import { type Clock, type Disk, type Logger, plainLogger, systemClock, systemDisk } from '@millrace/core/host'
import { safeName } from '../safe-name.ts'
import { labelDraftName, labelName } from './label.ts'

export interface ApplicationFolder {
  readonly applicationId: string
  readonly path: string
  readonly disk: Disk
  readonly logger: Logger
  readonly clock: Clock
}

export interface ApplicationFolderOptions {
  /** The folder of all applications. */
  readonly stateDirectory: string
  readonly applicationId: string
  readonly disk?: Disk
  readonly logger?: Logger
  readonly clock?: Clock
}

export function applicationFolder(options: ApplicationFolderOptions): ApplicationFolder {
  const { stateDirectory, applicationId, disk = systemDisk, clock = systemClock } = options
  const logger = options.logger ?? plainLogger()
  return { applicationId, path: join(stateDirectory, safeName(applicationId)), disk, logger, clock }
}

/** The database that is open as long as a process has the folder. */
export const lockName = 'lock'
/** The task that keeps the global stores. */
export const globalTaskId = 'global'

const taskName = /^(?:\d+_\d+|global)$/
const leftName = /^(?:\d+_\d+|global|lock)\.(damaged|removed)-(\d+)$/

export function isTaskId(name: string): boolean {
  return taskName.test(name)
}

/** The tasks that have a folder, in no particular order. */
export function taskIdsIn({ disk, path }: ApplicationFolder): string[] {
  return disk.facts(path) === undefined ? [] : disk.list(path).filter(isTaskId)
}

/** Why a folder is not called as it was: it was damaged, or is being removed. */
export type Leaving = 'damaged' | 'removed'

/** A name that a folder may be given when it leaves; none has it yet. */
export function leavingPath(folder: ApplicationFolder, name: string, leaving: Leaving): string {
  for (let whenMs = folder.clock.nowMs(); ; whenMs++) {
    const path = join(folder.path, `${name}.${leaving}-${whenMs}`)
    if (folder.disk.facts(path) === undefined) return path
  }
}

/** The names of folders that have left for this reason, all or those of one task, the oldest first. */
export function leftNames({ disk, path }: ApplicationFolder, leaving: Leaving, name?: string): string[] {
  if (disk.facts(path) === undefined) return []
  const timeOf = (each: string) => Number(leftName.exec(each)?.[2])
  return disk
    .list(path)
    .filter((each) => leftName.exec(each)?.[1] === leaving && (name === undefined || each.startsWith(`${name}.`)))
    .sort((one, other) => timeOf(one) - timeOf(other))
}

/** Names in the folder that nothing of ours has. */
export function strangeNames({ disk, path }: ApplicationFolder): string[] {
  const own = new Set([labelName, labelDraftName, lockName])
  return disk.list(path).filter((name) => !own.has(name) && !isTaskId(name) && !leftName.test(name))
}
