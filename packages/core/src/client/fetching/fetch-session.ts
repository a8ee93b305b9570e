/**
 * The session that a fetcher has with one broker (KIP-227): after a first full request only what has changed is
 * named, both ways. Both sides count the requests; when they no longer agree, or an answer was lost, a full
 * request begins anew and ends what the broker may still keep.
 */
import type { Draft } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { fetchRequest } from '../../protocol/messages/01-fetch.ts'

type Topics = NonNullable<Draft<typeof fetchRequest>['topics']>
type PartitionDraft = Topics[number]['partitions'][number]

/** A partition as a request names it. */
export interface Wanted {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  readonly currentLeaderEpoch: number
  readonly fetchOffset: number
  readonly lastFetchedEpoch: number
  readonly partitionMaxBytes: number
}

export type SessionPart = Pick<
  Draft<typeof fetchRequest>,
  'sessionId' | 'sessionEpoch' | 'topics' | 'forgottenTopicsData'
>

const NO_SESSION = 0
const FIRST_EPOCH = 0
const FINAL_EPOCH = -1
const EPOCHS = 0x7fffffff
const NONE: readonly Wanted[] = []

export class FetchSession {
  /** What a full request says: that a session is to begin, or that there is to be none. */
  readonly #fullEpoch: number
  #id = NO_SESSION
  #epoch: number
  #usesIds = false
  /** What the broker knows, by name. */
  #known = new Map<string, Wanted>()
  readonly #topicNames = new Map<string, string>()

  /** Without `isKept` each request stands for itself. */
  constructor({ isKept = true } = {}) {
    this.#fullEpoch = isKept ? FIRST_EPOCH : FINAL_EPOCH
    this.#epoch = this.#fullEpoch
  }

  get isOpen(): boolean {
    return this.#id !== NO_SESSION
  }

  get isFull(): boolean {
    return this.#epoch === this.#fullEpoch
  }

  /** The name of a topic that an answer gives by its id. */
  topicName(topicId: string): string | undefined {
    return this.#topicNames.get(topicId)
  }

  /** What the next request says, for these partitions by their names. */
  next(wanted: ReadonlyMap<string, Wanted>, usesIds: boolean): SessionPart {
    if (usesIds !== this.#usesIds) this.lost()
    this.#usesIds = usesIds
    if (this.isFull) {
      this.#known = new Map(wanted)
      this.#topicNames.clear()
      return this.#part([...wanted.values()], NONE)
    }
    const changed: Wanted[] = []
    const forgotten: Wanted[] = []
    for (const [name, one] of wanted) {
      const known = this.#known.get(name)
      if (known !== undefined && isSame(known, one)) continue
      // A topic of the same name that is another one: the broker knows them by their ids.
      if (usesIds && known !== undefined && known.topicId !== one.topicId) forgotten.push(known)
      changed.push(one)
      this.#known.set(name, one)
    }
    for (const [name, known] of this.#known) {
      if (wanted.has(name)) continue
      forgotten.push(known)
      this.#known.delete(name)
    }
    return this.#part(changed, forgotten)
  }

  /** The session that an answer without an error gives. */
  answered(sessionId: number): void {
    if (this.isFull) this.#id = sessionId
    if (sessionId === NO_SESSION) this.#restart(NO_SESSION)
    else this.#epoch = this.#epoch === EPOCHS ? 1 : this.#epoch + 1
  }

  /** The broker refused the session. */
  refused(errorCode: number): void {
    this.#restart(errorCode === errors.FETCH_SESSION_ID_NOT_FOUND.code ? NO_SESSION : this.#id)
  }

  /** It is not known what the broker has seen. */
  lost(): void {
    this.#restart(this.#id)
  }

  /** The request that ends it. */
  final(): SessionPart {
    return { sessionId: this.#id, sessionEpoch: FINAL_EPOCH, topics: [] }
  }

  #restart(id: number): void {
    this.#id = id
    this.#epoch = this.#fullEpoch
  }

  #part(wanted: readonly Wanted[], forgotten: readonly Wanted[]): SessionPart {
    for (const { topic, topicId } of wanted) this.#topicNames.set(topicId, topic)
    const topics = [...grouped(wanted)].map(([, { topic, topicId, members }]) => ({
      topic,
      topicId,
      partitions: members.map(partitionDraft),
    }))
    const part = { sessionId: this.#id, sessionEpoch: this.#epoch, topics }
    if (forgotten.length === 0) return part
    const forgottenTopicsData = [...grouped(forgotten)].map(([, { topic, topicId, members }]) => ({
      topic,
      topicId,
      partitions: members.map(({ partition }) => partition),
    }))
    return { ...part, forgottenTopicsData }
  }
}

interface TopicGroup {
  readonly topic: string
  readonly topicId: string
  readonly members: Wanted[]
}

function grouped(all: readonly Wanted[]): Map<string, TopicGroup> {
  const groups = new Map<string, TopicGroup>()
  for (const one of all) {
    const { topic, topicId } = one
    const key = `${topicId} ${topic}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { topic, topicId, members: [one] })
    else group.members.push(one)
  }
  return groups
}

function partitionDraft(wanted: Wanted): PartitionDraft {
  const { partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, partitionMaxBytes } = wanted
  return { partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, partitionMaxBytes }
}

function isSame(one: Wanted, other: Wanted): boolean {
  return (
    one.fetchOffset === other.fetchOffset &&
    one.lastFetchedEpoch === other.lastFetchedEpoch &&
    one.currentLeaderEpoch === other.currentLeaderEpoch &&
    one.partitionMaxBytes === other.partitionMaxBytes &&
    one.topicId === other.topicId
  )
}
