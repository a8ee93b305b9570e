/**
 * Asks a group's coordinator, and finds it again when it has moved or cannot be reached: the next one who asks
 * looks for it. What waits for other members (JoinGroup, SyncGroup) goes by a lane of its own, so that it holds up
 * nothing else.
 */
import type { Body } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { Message } from '../../protocol/schema.ts'
import type { Cluster, Lane } from '../cluster/cluster.ts'
import { Coordinator } from '../cluster/coordinators.ts'
import type { BrokerLink } from '../connection/broker-link.ts'
import type { Exchange } from '../connection/exchange.ts'
import { brokerError, ConnectionError, TimeoutError } from '../errors.ts'

const ELSEWHERE: ReadonlySet<number> = new Set([errors.NOT_COORDINATOR.code, errors.COORDINATOR_NOT_AVAILABLE.code])

export class GroupCoordinator {
  readonly groupId: string
  readonly #coordinator: Coordinator
  #link: BrokerLink | undefined

  constructor(cluster: Cluster, { groupId, lane }: { groupId: string; lane: Lane }) {
    this.groupId = groupId
    this.#coordinator = new Coordinator(cluster, { kind: 'group', key: groupId, lane })
  }

  async ask<Request extends Message, Response extends Message>(
    exchange: Exchange<Request, Response>,
  ): Promise<Body<Response>> {
    try {
      const link = await this.#coordinator.link()
      this.#link = link
      return await link.ask(exchange)
    } catch (problem) {
      if (problem instanceof ConnectionError || problem instanceof TimeoutError) this.forget()
      throw problem
    }
  }

  /** @throws BrokerError for an error code of an answer. */
  check(errorCode: number, api: { readonly name: string }, subject = `group ${this.groupId}`): void {
    if (errorCode === errors.NONE.code) return
    if (ELSEWHERE.has(errorCode)) this.forget()
    throw brokerError(errorCode, { place: { broker: this.#link?.name, api: api.name, subject } })
  }

  forget(): void {
    this.#coordinator.forget()
  }
}
