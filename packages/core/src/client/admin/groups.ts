/** Consumer groups: which there are, who is in them, and that they, or single members, go. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { UsageError } from '../errors.ts'
import { byName } from './by-name.ts'
import type { CallOptions } from './deadline.ts'
import type { Errands } from './errands.ts'
import { describeClassic, describeModern, type GroupDescription } from './group-description.ts'
import { SomeFailedError } from './settled.ts'

export interface GroupListing {
  readonly groupId: string
  /** `consumer` for consumers, also for those of a classic streams application. */
  readonly protocolType: string
  /** `Stable`, `Empty` …; empty where the broker is too old to say (before Kafka 2.6). */
  readonly state: string
  /** `classic`, `consumer`, `streams`, `share`; empty where the broker is too old to say (before Kafka 3.8). */
  readonly type: string
}

export interface ListGroupsOptions extends CallOptions {
  /** Only groups in one of these states: `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Dead`. */
  readonly states?: readonly string[]
  /** Only groups of one of these types; needs Kafka 3.8. */
  readonly types?: readonly string[]
}

/** Members that are to go: static ones by their instance ids, others by what the coordinator calls them. */
export interface MembersToRemove {
  readonly instanceIds?: readonly string[]
  readonly memberIds?: readonly string[]
  /** For the broker's log. */
  readonly reason?: string
}

interface LeavingMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly reason: string | null
}

const [FIRST_WITH_STATES, FIRST_WITH_TYPES, LAST_LIST] = [4, 5, 5] as const

export class Groups {
  readonly #errands: Errands

  constructor(errands: Errands) {
    this.#errands = errands
  }

  /** All groups, asked of every broker. Where some brokers have no answer, the rest is in the error's `values`. */
  async list(options: ListGroupsOptions = {}): Promise<ReadonlyMap<string, GroupListing>> {
    const { states = [], types = [] } = options
    const oldest = types.length > 0 ? FIRST_WITH_TYPES : states.length > 0 ? FIRST_WITH_STATES : 0
    const found = await this.#errands.settleEverywhere(
      {
        api: apis.listGroups,
        ask: async (to, share) => {
          const body = { statesFilter: states, typesFilter: types }
          const answer = await to.ask({ api: apis.listGroups, body, versions: [oldest, LAST_LIST] })
          const told = answer.errorCode === errors.NONE.code ? { value: answer.groups } : answer
          return Array.from(share.keys(), (id) => [id, told])
        },
      },
      options,
    )
    const groups = found.values.flat().map(({ groupId, protocolType, groupState: state, groupType: type }) => {
      return [groupId, { groupId, protocolType, state, type: type.toLowerCase() }] as const
    })
    const values = new Map(groups)
    if (found.errors.size > 0) throw new SomeFailedError({ values, errors: found.errors })
    return values
  }

  /** State, members, and what each of them was assigned. A group that is not there is GROUP_ID_NOT_FOUND. */
  async describe(groupIds: Iterable<string>, options?: CallOptions): Promise<ReadonlyMap<string, GroupDescription>> {
    return await this.#errands.run(
      {
        api: apis.describeGroups,
        items: byName(groupIds),
        route: this.#errands.coordinators('group'),
        ask: async (to, share) => {
          const classic = await describeClassic(to, [...share.keys()])
          const strangers = classic.filter(([, answer]) => 'errorCode' in answer && isNotFound(answer.errorCode))
          if (strangers.length === 0) return classic
          const modern = await describeModern(
            to,
            strangers.map(([name]) => name),
          )
          return new Map([...classic, ...modern])
        },
      },
      options,
    )
  }

  /** Deletes groups with their offsets. One that has members is NON_EMPTY_GROUP. */
  async delete(groupIds: Iterable<string>, options?: CallOptions): Promise<ReadonlyMap<string, void>> {
    return await this.#errands.run(
      {
        api: apis.deleteGroups,
        items: byName(groupIds),
        route: this.#errands.coordinators('group'),
        ask: async (to, share) => {
          const { results } = await to.ask({ api: apis.deleteGroups, body: { groupsNames: [...share.keys()] } })
          return results.map((one) => [one.groupId, one.errorCode === errors.NONE.code ? { value: undefined } : one])
        },
      },
      options,
    )
  }

  /** Makes members leave, by their ids; those that still run join again. `all` are those that there are now. */
  async removeMembers(
    groupId: string,
    members: MembersToRemove | 'all',
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, void>> {
    const {
      instanceIds = [],
      memberIds = [],
      reason = null,
    } = members === 'all' ? await this.#all(groupId, options) : members
    const leaving: (readonly [string, LeavingMember])[] = [
      ...instanceIds.map((id) => [id, { memberId: '', groupInstanceId: id, reason }] as const),
      ...memberIds.map((id) => [id, { memberId: id, groupInstanceId: null, reason }] as const),
    ]
    if (new Set(leaving.map(([id]) => id)).size < leaving.length) {
      throw new UsageError(`${groupId}: expected each member once, found one twice`)
    }
    return await this.#errands.run(
      {
        api: apis.leaveGroup,
        items: new Map(leaving),
        route: this.#errands.coordinators('group', groupId),
        ask: async (to, share) => {
          const body = { groupId, members: [...share.values()] }
          const answer = await to.ask({ api: apis.leaveGroup, body, versions: [3, 5] })
          if (answer.errorCode !== errors.NONE.code) return Array.from(share.keys(), (id) => [id, answer])
          return answer.members.map((one) => {
            const id = one.groupInstanceId ?? one.memberId
            return [id, one.errorCode === errors.NONE.code ? { value: undefined } : one]
          })
        },
      },
      options,
    )
  }

  async #all(groupId: string, options: CallOptions | undefined): Promise<MembersToRemove> {
    const members = (await this.describe([groupId], options)).get(groupId)?.members ?? []
    return {
      instanceIds: members.flatMap(({ instanceId }) => (instanceId === null ? [] : [instanceId])),
      memberIds: members.flatMap(({ instanceId, memberId }) => (instanceId === null ? [memberId] : [])),
    }
  }
}

function isNotFound(code: number): boolean {
  return code === errors.GROUP_ID_NOT_FOUND.code
}
