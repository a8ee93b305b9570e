/**
 * In what condition a task's folder is, found out before RocksDB is asked, which changes what it opens: whose it is, and
 * whether a database in it was begun, and is as it was left. What must not be touched is thrown, and so is damage.
 */
import { join } from 'node:path'
import { DatabaseError } from '../database-error.ts'
import type { ApplicationFolder } from './application-folder.ts'
import { checkOwner, currentFormat, type Label, labelDraftName, readLabel, writeLabel } from './label.ts'
import { strangeLog } from './log-of-writes.ts'
import { brokenSeal } from './manifest-seal.ts'

/** Where a task's state lies, and whose it is. */
export interface TaskPlace {
  readonly application: ApplicationFolder
  readonly taskId: string
  /** Of label and database. */
  readonly folder: string
  readonly database: string
}

const databaseName = 'database'

export function placeOf(application: ApplicationFolder, taskId: string): TaskPlace {
  const folder = join(application.path, taskId)
  return { application, taskId, folder, database: join(folder, databaseName) }
}

/** Whether there is a database, of whatever condition. */
export function hasDatabase({ application, database }: TaskPlace): boolean {
  return application.disk.facts(join(database, 'CURRENT')) !== undefined
}

/**
 * Whether there is a label; where there is none, a crash may have come before it, but nothing may be there.
 * @throws DatabaseError where the folder is a later version's or somebody else's, or damaged
 */
export function checkLabel(place: TaskPlace): boolean {
  const { application, folder } = place
  const label = readLabel(application.disk, folder)
  if (label === 'unreadable') throw damaged(place, 'its label cannot be read')
  if (label !== null) {
    checkOwner(label, labelFor(place), folder)
    return true
  }
  const found = application.disk.facts(folder) === undefined ? [] : application.disk.list(folder)
  if (found.includes(databaseName)) throw damaged(place, 'its label is missing')
  const strange = found.filter((name) => name !== labelDraftName)
  if (strange.length === 0) return false
  const what = `expected a task's state or nothing, found ${strange.slice(0, 5).join(', ')}`
  throw new DatabaseError('FOREIGN', `${folder} is nothing of ours: ${what}`)
}

export function labelTask(place: TaskPlace): Promise<void> {
  return writeLabel(place.application.disk, place.folder, labelFor(place))
}

/** @throws DatabaseError where the database has lost files without which RocksDB would not know that there is one, or rows */
export function checkDatabase(place: TaskPlace): void {
  checkBegun(place)
  const { disk } = place.application
  const broken = brokenSeal(disk, place) ?? strangeLog(disk, place.database)
  if (broken !== null) throw damaged(place, broken)
}

/**
 * A database without the file that names its others has not been finished, or has lost it; RocksDB would take either
 * for none, and begin anew over what is there. What was not finished has no rows yet, and is taken for none here too.
 */
function checkBegun(place: TaskPlace): void {
  const { application, taskId, database } = place
  const { disk, logger, applicationId } = application
  if (hasDatabase(place) || disk.facts(database) === undefined) return
  const found = disk.list(database)
  const rows = found.filter((name) => /\.(?:sst|log)$/.test(name))
  if (rows.length > 0) throw damaged(place, `expected CURRENT beside ${rows.slice(0, 5).join(', ')}, found none`)
  const message = 'the state of a task was left before it was begun, by a crash: it is begun anew'
  logger.info({ applicationId, taskId, path: database, found }, message)
}

function labelFor({ application, taskId }: TaskPlace): Label {
  return { format: currentFormat, applicationId: application.applicationId, taskId }
}

function damaged({ folder }: TaskPlace, what: string): DatabaseError {
  return new DatabaseError('DAMAGED', `the state in ${folder} is no whole database: ${what}`)
}
