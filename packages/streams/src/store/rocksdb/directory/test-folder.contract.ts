/**
 * What the tests of state directories stand on: a folder of their own, a log that remembers, and rows as texts.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Disk, Logger } from '@millrace/core/host'
import { ManualClock, systemDisk } from '@millrace/core/testing'
import type { ExecutionContext } from 'ava'
import { drain } from '../../contract/cursor.ts'
import { StateMemory } from '../state-memory.ts'
import type { TaskDatabase } from '../task-database.ts'
import type { ApplicationFolder } from './application-folder.ts'
import { type OpenTaskOptions, TaskFolder } from './task-folder.ts'

export const memory = new StateMemory({ bytes: 16 * 1024 * 1024 })
export const withRows: OpenTaskOptions = { stores: ['rows'], memory }

/** A folder that goes with the test. */
export function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-state-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Keeps what it is told as `level: message`. */
export class RememberingLogger implements Logger {
  readonly lines: string[] = []
  readonly fields: Readonly<Record<string, unknown>>[] = []
  readonly debug = this.#keep('debug')
  readonly info = this.#keep('info')
  readonly warn = this.#keep('warn')
  readonly error = this.#keep('error')

  #keep(level: string) {
    return (fields: Readonly<Record<string, unknown>>, message: string) => {
      this.lines.push(`${level}: ${message}`)
      this.fields.push(fields)
    }
  }
}

/** A task's folder that nobody else has, with what is around it. */
export function taskFolder(t: ExecutionContext, disk: Disk = systemDisk) {
  const path = join(temporaryFolder(t), 'app')
  const logger = new RememberingLogger()
  const clock = new ManualClock(Date.now())
  const application: ApplicationFolder = { applicationId: 'app', path, disk, logger, clock }
  return { application, logger, clock, path, folder: new TaskFolder(application, '0_0') }
}

/** Writes rows such as `a=1` and commits them, with the offset that they stand for. */
export function commit(database: TaskDatabase, rows: string, offset: number): void {
  for (const row of rows.split(' ')) {
    const [key = '', value = ''] = row.split('=')
    database.rows('rows').put(Buffer.from(key), Buffer.from(value))
  }
  database.commit(new Map([['app-rows-changelog', offset]]))
}

export function rowsOf(database: TaskDatabase): string {
  const rows = drain(database.rows('rows').range({}))
  return rows.map(({ key, value }) => `${key}=${value}`).join(' ')
}
