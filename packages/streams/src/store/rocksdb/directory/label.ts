/**
 * What a folder of state says of itself: in which format it is, and whose it is. It is written, whole and durably,
 * before anything else comes into the folder, and read before anything in it is touched; so what has no label holds
 * nothing, or is not ours. A later format may say more, but stays JSON with a `format`.
 */
import { join } from 'node:path'
import type { Disk } from '@millrace/core/host'
import { DatabaseError } from '../database-error.ts'

/** Goes up when an earlier version of ours could not read what this one writes. */
export const currentFormat = 1

export interface Label {
  readonly format: number
  readonly applicationId: string
  /** Of a task's folder: whose it is. */
  readonly taskId?: string
  /** Of an application's folder: which of its processes uses it; the same one after each restart. */
  readonly processId?: string
}

export const labelName = 'label.json'
export const labelDraftName = 'label.json.new'

/** Null where there is none; 'unreadable' where the disk has spoiled it. */
export function readLabel(disk: Disk, folder: string): Label | 'unreadable' | null {
  const path = join(folder, labelName)
  if (disk.facts(path) === undefined) return null
  const file = disk.open(path, { create: false })
  try {
    const content = Buffer.alloc(file.size)
    file.read(content, 0)
    return parse(content.toString()) ?? 'unreadable'
  } finally {
    file.close()
  }
}

export async function writeLabel(disk: Disk, folder: string, label: Label): Promise<void> {
  const draft = join(folder, labelDraftName)
  disk.remove(draft)
  const file = disk.open(draft, { create: true })
  try {
    file.write([Buffer.from(`${JSON.stringify(label)}\n`)], 0)
    await file.sync()
  } finally {
    file.close()
  }
  disk.rename(draft, join(folder, labelName))
  await disk.syncDirectory(folder)
}

/** @throws DatabaseError where the folder is not to be touched: a later version's, or somebody else's */
export function checkOwner(found: Label, expected: Label, folder: string): void {
  if (found.format > currentFormat) {
    const formats = `expected at most format ${currentFormat}, found format ${found.format}`
    throw new DatabaseError('NEWER_FORMAT', `the state in ${folder} was written by a later version: ${formats}`)
  }
  if (found.applicationId === expected.applicationId && found.taskId === expected.taskId) return
  const owners = `expected that of ${ownerIn(expected)}, found that of ${ownerIn(found)}`
  throw new DatabaseError('FOREIGN', `the state in ${folder} belongs to somebody else: ${owners}`)
}

function ownerIn({ applicationId, taskId }: Label): string {
  return taskId === undefined ? `application ${applicationId}` : `task ${taskId} of application ${applicationId}`
}

function parse(text: string): Label | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { format, applicationId, taskId, processId } = value as Record<keyof Label, unknown>
  if (typeof format !== 'number' || !Number.isSafeInteger(format) || format < 1) return null
  // Of what a later version says only the format is known.
  if (format > currentFormat) return { format, applicationId: '' }
  if (typeof applicationId !== 'string') return null
  return {
    format,
    applicationId,
    ...(typeof taskId === 'string' ? { taskId } : {}),
    ...(typeof processId === 'string' ? { processId } : {}),
  }
}
