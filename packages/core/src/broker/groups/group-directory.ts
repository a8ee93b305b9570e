/** All groups of this broker by their ids, and how they come to be and go. */
import type { ErrorName } from '../../protocol/errors.ts'
import { Group } from './group.ts'
import type { GroupContext } from './group-context.ts'
import { LiveGroup } from './live-group.ts'
import type { OffsetKeeper } from './offset-keeper.ts'
import { groupRecord, groupTombstone } from './stored-records.ts'

export class GroupDirectory {
  readonly #context: GroupContext
  readonly #offsets: OffsetKeeper
  readonly #groups = new Map<string, LiveGroup>()

  constructor(context: GroupContext, offsets: OffsetKeeper) {
    this.#context = context
    this.#offsets = offsets
  }

  [Symbol.iterator](): IterableIterator<LiveGroup> {
    return this.#groups.values()
  }

  get(groupId: string): LiveGroup | undefined {
    return this.#groups.get(groupId)
  }

  /** The group, which begins to be if it is not there: empty, and written down with the first thing in it. */
  open(groupId: string): LiveGroup {
    const found = this.#groups.get(groupId)
    if (found !== undefined) return found
    return this.put(this.#newGroup(groupId))
  }

  /** The group, which is written down if it is not there: what its members bring comes later. */
  openStored(groupId: string): LiveGroup | ErrorName {
    const found = this.#groups.get(groupId)
    if (found !== undefined) return found
    const group = this.#newGroup(groupId)
    const written = this.#context.journal.write(groupId, [groupRecord(group, { members: [], leader: null })])
    return typeof written === 'string' ? written : this.put(group)
  }

  /** Takes a group in, in the place of what was known under its id. */
  put(group: Group): LiveGroup {
    const live = new LiveGroup(group, this.#context)
    this.#groups.set(group.id, live)
    return live
  }

  /** Forgets a group whose tombstone is in the log. */
  forget(groupId: string): void {
    this.#groups.delete(groupId)
  }

  /** Deletes a group without members, and its offsets first, so that half of it is never an offset too many. */
  delete(groupId: string): ErrorName {
    const live = this.#groups.get(groupId)
    if (live === undefined) return 'GROUP_ID_NOT_FOUND'
    if (live.group.state !== 'Empty') return 'NON_EMPTY_GROUP'
    const error = this.#offsets.delete(groupId, this.#offsets.placesOf(groupId))
    if (error !== 'NONE') return error
    const written = this.#context.journal.write(groupId, [groupTombstone(groupId)])
    if (typeof written === 'string') return written
    live.end()
    this.#groups.delete(groupId)
    return 'NONE'
  }

  /** Sends everyone away. */
  close(): void {
    for (const live of this.#groups.values()) live.end()
    this.#groups.clear()
  }

  #newGroup(id: string): Group {
    const sinceMs = this.#context.clock.nowMs()
    return new Group(id, { generation: 0, protocolType: null, protocolName: null, sinceMs })
  }
}
