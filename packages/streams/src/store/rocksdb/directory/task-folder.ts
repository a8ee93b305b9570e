/**
 * The folder of one task's state: a label that says whose it is, and the database. Opening finds out what a crash, a
 * failing disk or a stranger has left there, and either begins anew, which costs a restore from the changelogs, or
 * refuses. It never removes what it did not write, and never takes a disk that refuses for damage.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DiskError } from '@millrace/core/host'
import { type DatabaseError, databaseErrorOf, isDamage } from '../database-error.ts'
import { StateMemory } from '../state-memory.ts'
import { TaskDatabase, type TaskDatabaseOptions } from '../task-database.ts'
import { type ApplicationFolder, isTaskId, leavingPath, leftNames } from './application-folder.ts'
import { sealManifest } from './manifest-seal.ts'
import { checkDatabase, checkLabel, hasDatabase, labelTask, placeOf, type TaskPlace } from './task-condition.ts'

export type OpenTaskOptions = Omit<TaskDatabaseOptions, 'path' | 'onClose'>

/** Of what was damaged, so much is kept of each task: it may be as large as the state itself. */
const damagedKeptMax = 1
/** For a look at a state that nobody works with. */
const forLook = (): OpenTaskOptions => ({ stores: [], memory: new StateMemory({ bytes: 0 }) })

export class TaskFolder {
  readonly taskId: string
  readonly path: string
  readonly #application: ApplicationFolder
  readonly #place: TaskPlace

  constructor(application: ApplicationFolder, taskId: string) {
    assert.ok(isTaskId(taskId), `expected a task's id such as 0_1, or global, found ${taskId}`)
    this.taskId = taskId
    this.#application = application
    this.#place = placeOf(application, taskId)
    this.path = this.#place.folder
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
    return hasDatabase(this.#place)
  }

  /** When it was last opened, written or closed: the time of the newest file; 0 where there is none. */
  get lastUsedMs(): number {
    const { disk } = this.#application
    const folders = [this.path, this.#place.database].filter((folder) => disk.facts(folder) !== undefined)
    const paths = folders.flatMap((folder) => disk.list(folder).map((name) => join(folder, name)))
    // A file may be gone by now: RocksDB tidies up when it wants to.
    return paths.reduce((newestMs, path) => Math.max(newestMs, disk.facts(path)?.modifiedMs ?? 0), 0)
  }

  /** Up to where each changelog is in the state. It is locked meanwhile, for as long as it takes to read a few rows. */
  async offsets(): Promise<ReadonlyMap<string, number>> {
    return this.#attempt(async () => {
      checkLabel(this.#place)
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

  async #openOnce(options: OpenTaskOptions): Promise<TaskDatabase> {
    const { disk, path } = this.#application
    disk.makeDirectory(this.path)
    if (!checkLabel(this.#place)) {
      await labelTask(this.#place)
      await disk.syncDirectory(path)
    }
    checkDatabase(this.#place)
    const onClose = () => this.#sealAtClose()
    const database = await TaskDatabase.open({ ...options, path: this.#place.database, onClose })
    try {
      sealManifest(disk, this.#place)
      return database
    } catch (thrown) {
      await database.close()
      throw thrown
    }
  }

  /** Where the disk refuses, the seal of the opening stays, which is as true, if about less. */
  #sealAtClose(): void {
    const { disk, logger, applicationId } = this.#application
    try {
      sealManifest(disk, this.#place)
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
      const fields = { applicationId, taskId: this.taskId, path: this.path, error }
      logger.warn(fields, 'how the state of a task is left could not be noted')
    }
  }

  /** The database, opened so that nobody else can; null where there is none, or none that opens. */
  async #claim(): Promise<TaskDatabase | null> {
    try {
      checkLabel(this.#place)
      return this.hasState ? await this.#openOnce(forLook()) : null
    } catch (thrown) {
      if (isDamage(thrown)) return null
      throw thrown
    }
  }

  async #attempt<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      return await run()
    } catch (thrown) {
      throw databaseErrorOf(thrown, this.path)
    }
  }
}
