/**
 * How a process takes an application's folder for itself: it locks it, and is from then on the process whose id is in
 * the label. The lock is a database's, since that is the one that the system takes back from a process that dies, and
 * that no other host or container can be mistaken about.
 */
import { join } from 'node:path'
import type { Random } from '@millrace/core/host'
import { Database } from '../database.ts'
import { DatabaseError, isDamage } from '../database-error.ts'
import { type ApplicationFolder, lockName, strangeNames } from './application-folder.ts'
import { checkOwner, currentFormat, type Label, readLabel, writeLabel } from './label.ts'

export interface FolderClaim {
  readonly processId: string
  /** Open as long as the folder is this process's. */
  readonly lock: Database
}

export async function claimFolder(folder: ApplicationFolder, random: Random): Promise<FolderClaim> {
  folder.disk.makeDirectory(folder.path)
  // What is not ours to use is not ours to lock either.
  checkedLabel(folder)
  const lock = await openLock(folder)
  try {
    return { lock, processId: await ownProcessId(folder, random) }
  } catch (thrown) {
    await lock.close()
    throw thrown
  }
}

/** The label of the application's folder, if it has one that can be read; throws where the folder is not ours to use. */
function checkedLabel(folder: ApplicationFolder): Label | null {
  const { disk, path, applicationId } = folder
  const label = readLabel(disk, path)
  if (label === 'unreadable') return null
  if (label !== null) {
    checkOwner(label, { format: currentFormat, applicationId }, path)
    return label
  }
  const strange = strangeNames(folder)
  if (strange.length === 0) return null
  const what = `expected the state of application ${applicationId} or nothing, found ${strange.slice(0, 5).join(', ')}`
  throw new DatabaseError('FOREIGN', `${path} is nothing of ours: ${what}`)
}

/** Nothing is in the lock's database: where it is damaged, another one does. */
async function openLock({ disk, path, logger, applicationId }: ApplicationFolder): Promise<Database> {
  const lockPath = join(path, lockName)
  try {
    return await Database.open({ path: lockPath, columns: new Map() })
  } catch (error) {
    if (!isDamage(error)) throw error
    logger.warn({ applicationId, path: lockPath, error }, 'the lock of a state directory is damaged: it is made anew')
    disk.remove(lockPath)
    return Database.open({ path: lockPath, columns: new Map() })
  }
}

/** The id that is in the label; a new one where there is none, as at the first start, or where it cannot be read. */
async function ownProcessId(folder: ApplicationFolder, random: Random): Promise<string> {
  const { disk, path, applicationId } = folder
  const known = checkedLabel(folder)?.processId
  if (known !== undefined) return known
  const processId = uuidOf(random.bytes(16))
  await writeLabel(disk, path, { format: currentFormat, applicationId, processId })
  return processId
}

/** Version 4: random, but for six bits. */
function uuidOf(bytes: Buffer): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
