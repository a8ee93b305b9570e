/**
 * The folder of one task's state: a label that says whose it is, and the database. Opening finds out what a crash, a
 * failing disk or a stranger has left there, and either begins anew, which costs a restore from the changelogs, or
 * refuses. It never removes what it did not write, and never takes a disk that refuses for damage.
 */
import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { DiskError } from '@millrace/core/host'
import { DatabaseError, databaseErrorOf, isDamage } from '../database-error.ts'
import { StateMemory } from '../state-memory.ts'
import { TaskDatabase, type TaskDatabaseOptions } from '../task-database.ts'
import { type ApplicationFolder, isTaskId, leavingPath, leftNames } from './application-folder.ts'
import { checkOwner, currentFormat, type Label, labelDraftName, readLabel, writeLabel } from './label.ts'
import { brokenSeal, type SealedPlace, sealManifest } from './manifest-seal.ts'

export type OpenTaskOptions = Omit<TaskDatabaseOptions, 'path' | 'onClose'>

const databaseName = 'database'
/** Of what was damaged, so much is kept of each task: it may be as large as the state itself. */
const damagedKeptMax = 1
/** For a look at a state that nobody works with. */
const forLook = (): OpenTaskOptions => ({ stores: [], memory: new StateMemory({ bytes: 0 }) })

export class TaskFolder {
  readonly taskId: string
  readonly path: string
  readonly #application: ApplicationFolder

  constructor(application: ApplicationFolder, taskId: string) {
    assert.ok(isTaskId(taskId), `expected a task's id such as 0_1, or global, found ${taskId}`)
    this.taskId = taskId
    this.path = join(application.path, taskId)
    this.#application = application
  }

  /**
   * The task's state, as some commit left it: an empty one where there was none or where it was damaged.
   * @throws DatabaseError where it may not be used: locked, of a later version, somebody else's, or the disk refuses
   */
  async open(options: OpenTaskOptions): Promise<TaskDatabase> {
    return this.#attempt(async () => {
      try {
        return await this.#openOnce(options)
      } catch (thrown) {
        const error = databaseErrorOf(thrown, this.path)
        if (!isDamage(error)) throw error
        await this.setAside(error)
        return this.#openOnce(options)
      }
    })
  }

  /** For a task whose database turned out to be damaged while it was used: closes it, sets it aside, opens another. */
  async replace(database: TaskDatabase, damage: DatabaseError, options: OpenTaskOptions): Promise<TaskDatabase> {
    assert.ok(isDamage(damage), `expected damage, found ${damage.code}`)
    await database.close()
    await this.setAside(damage)
    return this.open(options)
  }

  /** Gives the folder another name, under which it stays for whoever wants to look at it. It must not be open. */
  async setAside(damage: DatabaseError): Promise<void> {
    const { disk, logger, applicationId } = this.#application
    await this.#attempt(async () => {
      if (disk.facts(this.path) === undefined) return
      const aside = leavingPath(this.#application, this.taskId, 'damaged')
      disk.rename(this.path, aside)
      await disk.syncDirectory(this.#application.path)
      const fields = { applicationId, taskId: this.taskId, path: this.path, aside, error: damage }
      logger.warn(fields, 'the state of a task is damaged: it is set aside, and restored from its changelogs')
      for (const name of leftNames(this.#application, 'damaged', this.taskId).slice(0, -damagedKeptMax)) {
        disk.remove(join(this.#application.path, name))
      }
    })
  }

  /** Whether there is a database, of whatever condition. */
  get hasState(): boolean {
    return this.#application.disk.facts(join(this.#databasePath, 'CURRENT')) !== undefined
  }

  /** When it was last opened, written or closed: the time of the newest file; 0 where there is none. */
  get lastUsedMs(): number {
    const { disk } = this.#application
    const folders = [this.path, this.#databasePath].filter((folder) => disk.facts(folder) !== undefined)
    const paths = folders.flatMap((folder) => disk.list(folder).map((name) => join(folder, name)))
    // A file may be gone by now: RocksDB tidies up when it wants to.
    return paths.reduce((newestMs, path) => Math.max(newestMs, disk.facts(path)?.modifiedMs ?? 0), 0)
  }

  /** Up to where each changelog is in the state. It is locked meanwhile, for as long as it takes to read a few rows. */
  async offsets(): Promise<ReadonlyMap<string, number>> {
    return this.#attempt(async () => {
      this.#checkLabel()
      if (!this.hasState) return new Map()
      const database = await this.#openOnce(forLook())
      try {
        return database.offsets()
      } finally {
        await database.close()
      }
    })
  }

  /** @throws DatabaseError LOCKED where it is in use, here or elsewhere */
  async checkUnused(): Promise<void> {
    await this.#attempt(async () => {
      await (await this.#claim())?.close()
    })
  }

  /**
   * Removes the state for good. It is renamed while it is locked, so that nobody opens what is half gone.
   * @throws DatabaseError where it is in use, of a later version, or somebody else's
   */
  async remove(): Promise<void> {
    const { disk } = this.#application
    await this.#attempt(async () => {
      if (disk.facts(this.path) === undefined) return
      const claim = await this.#claim()
      const leaving = leavingPath(this.#application, this.taskId, 'removed')
      try {
        disk.rename(this.path, leaving)
      } finally {
        await claim?.close()
      }
      disk.remove(leaving)
    })
  }

  get #databasePath(): string {
    return join(this.path, databaseName)
  }

  get #sealedPlace(): SealedPlace {
    return { folder: this.path, database: this.#databasePath }
  }

  get #label(): Label {
    return { format: currentFormat, applicationId: this.#application.applicationId, taskId: this.taskId }
  }

  async #openOnce(options: OpenTaskOptions): Promise<TaskDatabase> {
    const { disk } = this.#application
    disk.makeDirectory(this.path)
    if (!this.#checkLabel()) {
      await writeLabel(disk, this.path, this.#label)
      await disk.syncDirectory(dirname(this.path))
    }
    this.#checkBegun()
    const broken = brokenSeal(disk, this.#sealedPlace)
    if (broken !== null) throw this.#damaged(broken)
    const onClose = () => this.#sealAfterClose()
    const database = await TaskDatabase.open({ ...options, path: this.#databasePath, onClose })
    try {
      sealManifest(disk, this.#sealedPlace)
      return database
    } catch (thrown) {
      await database.close()
      throw thrown
    }
  }

  /** Where the disk refuses, the seal of the opening stays, which is as true, if about less. */
  #sealAfterClose(): void {
    const { disk, logger, applicationId } = this.#application
    try {
      sealManifest(disk, this.#sealedPlace)
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
      const fields = { applicationId, taskId: this.taskId, path: this.path, error }
      logger.warn(fields, 'the state of a task was closed, but not how it was left could be noted')
    }
  }

  /** Whether there is a label; where there is none, a crash may have come before it, but nothing may be there. */
  #checkLabel(): boolean {
    const { disk } = this.#application
    const label = readLabel(disk, this.path)
    if (label === 'unreadable') throw this.#damaged('its label cannot be read')
    if (label !== null) {
      checkOwner(label, this.#label, this.path)
      return true
    }
    const found = disk.facts(this.path) === undefined ? [] : disk.list(this.path)
    if (found.includes(databaseName)) throw this.#damaged('its label is missing')
    const strange = found.filter((name) => name !== labelDraftName)
    if (strange.length === 0) return false
    const what = `expected a task's state or nothing, found ${strange.slice(0, 5).join(', ')}`
    throw new DatabaseError('FOREIGN', `${this.path} is nothing of ours: ${what}`)
  }

  /**
   * A database without the file that names its others has not been finished, or has lost it; RocksDB would take either
   * for none, and begin anew over what is there. What was not finished has no rows yet, and is taken for none here too.
   */
  #checkBegun(): void {
    const { disk, logger, applicationId } = this.#application
    const path = this.#databasePath
    if (this.hasState || disk.facts(path) === undefined) return
    const names = disk.list(path)
    const rows = names.filter((name) => /\.(?:sst|log)$/.test(name))
    if (rows.length > 0) throw this.#damaged(`expected CURRENT beside ${rows.slice(0, 5).join(', ')}, found none`)
    const message = 'the state of a task was left before it was begun, by a crash: it is begun anew'
    logger.info({ applicationId, taskId: this.taskId, path, found: names }, message)
  }

  /** The database, opened so that nobody else can; null where there is none, or none that opens. */
  async #claim(): Promise<TaskDatabase | null> {
    try {
      this.#checkLabel()
      return this.hasState ? await this.#openOnce(forLook()) : null
    } catch (thrown) {
      if (isDamage(thrown)) return null
      throw thrown
    }
  }

  #damaged(what: string): DatabaseError {
    return new DatabaseError('DAMAGED', `the state in ${this.path} is no whole database: ${what}`)
  }

  async #attempt<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      return await run()
    } catch (thrown) {
      throw databaseErrorOf(thrown, this.path)
    }
  }
}
