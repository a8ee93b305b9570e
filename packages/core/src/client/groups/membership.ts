/**
 * Membership of a classic group, of whatever protocol: joins, hears what it gets, and joins again whenever the
 * group, the owner or an error says so, until it is closed. What is decided in the group it does not read; that is
 * its duties' business. Duties are asked one after the other, and heartbeats go on meanwhile. A generation that was
 * lost is told (`lost`) before anything is asked for the next. A membership needs a cluster object of its own: what
 * one waits for would hold up another's heartbeats on the connection that they would share.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { within } from '../deadline.ts'
import { BrokerError } from '../errors.ts'
import { Backoff, pause } from '../pause.ts'
import type { GroupMetadata } from './assignment.ts'
import { Departure } from './departure.ts'
import { GroupCoordinator } from './group-coordinator.ts'
import type { MemberSettings } from './group-options.ts'
import type { Heartbeats } from './heartbeats.ts'
import { JoinWish } from './join-wish.ts'
import { Joining } from './joining.ts'
import type { MemberDuties } from './member-duties.ts'
import { asDuty, DutyFailure, mayTryAgain } from './member-errors.ts'
import { MemberIdentity } from './member-identity.ts'
import { pulseOf } from './pulse.ts'
import { RebalanceEvents } from './rebalance-events.ts'
import { Round } from './round.ts'
import { SignOfLife } from './sign-of-life.ts'

export type MemberState = 'joining' | 'stable' | 'hung' | 'failed' | 'closed'

export class Membership {
  readonly #cluster: Cluster
  readonly #settings: MemberSettings
  readonly #duties: MemberDuties
  readonly #identity: MemberIdentity
  readonly #round: Round
  readonly #departure: Departure
  readonly #heartbeats: Heartbeats
  readonly #signs: SignOfLife
  readonly #events: RebalanceEvents
  readonly #closing = new AbortController()
  #state: MemberState = 'joining'
  readonly #wish = new JoinWish('a new member')
  #isPrepared = true
  /** Aborted when it is no use to wait for the others any longer. */
  #attempt = new AbortController()
  #running: Promise<void> | undefined

  constructor(cluster: Cluster, settings: MemberSettings, duties: MemberDuties) {
    const { groupId } = settings
    const { clock, clientId } = cluster.settings
    this.#cluster = cluster
    this.#settings = settings
    this.#duties = duties
    this.#identity = new MemberIdentity(groupId, settings.groupInstanceId)
    const coordinator = new GroupCoordinator(cluster, { groupId, lane: 'group' })
    this.#departure = new Departure({
      coordinator: new GroupCoordinator(cluster, { groupId, lane: 'main' }),
      identity: this.#identity,
      unheard: (problem) => this.#log(problem, 'the group was not left'),
    })
    const identity = () => this.identity
    this.#events = new RebalanceEvents({ clock, clientId, identity })
    const onStale = (error: ErrorName, asked: GroupMetadata) => this.noteStale(error, asked)
    this.#heartbeats = pulseOf({ settings, client: cluster.settings, coordinator, identity, onStale })
    const joining = new Joining(coordinator, settings, cluster.settings)
    this.#round = new Round({ joining, duties, identity: this.#identity, heartbeats: this.#heartbeats })
    this.#signs = new SignOfLife({ clock, withinMs: settings.maxPollIntervalMs, onSilence: () => this.#hang() })
  }

  get identity(): GroupMetadata {
    return this.#identity.now
  }

  get lastMember(): GroupMetadata {
    return this.#identity.lastMember
  }

  get state(): MemberState {
    return this.#state
  }

  get sinceHeartbeatMs(): number | undefined {
    return this.#heartbeats.sinceSuccessMs
  }

  start(): void {
    if (this.#running !== undefined) return
    this.#signs.watch()
    this.#running = this.#run()
  }

  /** The program lives. After it was taken for hung, this is what brings it back. */
  poll(): void {
    this.#signs.give()
    if (this.#state !== 'hung') return
    this.#state = 'joining'
    this.#signs.watch()
    this.rejoin('the program was taken for hung and is back')
  }

  /** The program waits for the membership or for records, and owes no sign of life until the next `poll`. */
  waits(): void {
    if (this.#state === 'hung') this.poll()
    this.#signs.excuse()
  }

  rejoin(reason: string): void {
    this.#wish.say(reason)
  }

  /** An answer to a request of the member's says that it is not, or no longer, what it was then. */
  noteStale(error: ErrorName, asked: GroupMetadata): void {
    // Between JoinGroup and SyncGroup the group is known to rebalance.
    if (error === 'REBALANCE_IN_PROGRESS' && this.#state !== 'stable') return
    if (!this.#identity.heard(error, asked)) return
    if (!this.#identity.isMember) this.#heartbeats.stop()
    this.rejoin(`the coordinator said ${error}`)
  }

  /**
   * Ends the membership after what `before` does as long as the member is one. Within the time, or without having
   * told anybody.
   */
  async close(options: { timeoutMs: number; leave: boolean; before: () => Promise<void> }): Promise<void> {
    const { clock } = this.#cluster.settings
    const deadline = { clock, deadlineMs: clock.elapsedMs() + options.timeoutMs, what: 'leaving the group' }
    this.#closing.abort()
    this.#wish.wake()
    try {
      await within(this.#end(options), deadline)
    } catch (problem) {
      this.#log(problem, 'the group was not left in order; its coordinator finds that out by itself')
    } finally {
      this.#stop('closed')
      this.#events.ended()
    }
  }

  async #end({ leave, before }: { leave: boolean; before: () => Promise<void> }): Promise<void> {
    await this.#running
    try {
      if (this.#state !== 'failed') await before()
    } finally {
      if (leave) await this.#departure.leave('the consumer is closed')
    }
  }

  async #run(): Promise<void> {
    const { retryBackoffMs: firstMs, retryBackoffMaxMs: maxMs, random, clock } = this.#cluster.settings
    const backoff = new Backoff({ firstMs, maxMs, random })
    const { signal } = this.#closing
    while (!signal.aborted) {
      try {
        await this.#untilNeeded()
        if (signal.aborted) return
        await this.#rebalance()
        backoff.succeeded()
      } catch (problem) {
        if (problem instanceof DutyFailure) return await this.#fail(problem.problem)
        if (signal.aborted) return
        if (this.#identity.fenced === undefined && this.#attempt.signal.aborted) continue // the program hung meanwhile
        if (!mayTryAgain(problem)) return await this.#fail(this.#identity.fenced ?? problem)
        await pause(clock, backoff.nextMs(), signal).catch(() => {})
      }
    }
  }

  get #isHung(): boolean {
    return this.#state === 'hung'
  }

  get #isNeeded(): boolean {
    if (this.#closing.signal.aborted || this.#identity.fenced !== undefined) return true
    return this.#wish.reason !== null && !this.#isHung
  }

  async #untilNeeded(): Promise<void> {
    while (!this.#isNeeded) {
      if (!this.#identity.isMember) await this.#duty(() => this.#duties.lost())
      if (this.#isNeeded) break
      await this.#wish.sleep()
    }
    if (this.#identity.fenced !== undefined) throw this.#identity.fenced
  }

  async #rebalance(): Promise<void> {
    this.#state = 'joining'
    this.#events.began(this.#wish.reason ?? 'the member joins again')
    if (!this.#isPrepared && this.#identity.isMember) await this.#duty(() => this.#duties.prepare())
    if (!this.#identity.isMember) await this.#duty(() => this.#duties.lost())
    this.#isPrepared = true
    if (this.#isHung || this.#closing.signal.aborted) return
    const reason = this.#wish.reason ?? 'the member joins again'
    try {
      this.#attempt = new AbortController()
      const signal = AbortSignal.any([this.#closing.signal, this.#attempt.signal])
      const { generation, share } = await this.#round.go({ reason, signal, sent: () => this.#wish.granted() })
      this.#state = 'stable'
      this.#isPrepared = false
      await this.#duty(() => this.#duties.joined(generation, share))
      this.#events.ended()
    } catch (problem) {
      // A refused JoinGroup or SyncGroup says who the member is, or is not.
      if (problem instanceof BrokerError) this.noteStale(problem.error.name, this.#identity.now)
      this.#wish.say(reason)
      throw problem
    }
  }

  /** A static member only falls silent: its place is kept for its session timeout. */
  #hang(): void {
    if (this.#state === 'failed' || this.#state === 'closed') return
    const { maxPollIntervalMs, groupInstanceId } = this.#settings
    this.#log(undefined, `the program gave no sign of life for ${maxPollIntervalMs} ms; the member leaves the group`)
    this.#state = 'hung'
    this.#heartbeats.stop()
    if (groupInstanceId === null) void this.#departure.leaveIfHeard('the program hangs')
    this.#identity.loseAll()
    this.#attempt.abort()
    this.#wish.wake()
  }

  async #fail(problem: unknown): Promise<void> {
    const error = problem as Error
    const isFenced = error instanceof BrokerError && error.error.name === 'FENCED_INSTANCE_ID'
    this.#stop('failed')
    if (isFenced) this.#identity.loseAll()
    else await this.#departure.leaveIfHeard('the member failed')
    this.#identity.loseAll()
    await this.#duties.lost().catch((second) => this.#log(second, 'the hook for lost partitions failed'))
    this.#events.ended(error)
    this.#duties.failed(error)
  }

  #stop(state: MemberState): void {
    if (this.#state !== 'failed') this.#state = state
    this.#heartbeats.stop()
    this.#signs.stop()
  }

  async #duty(work: () => Promise<void>): Promise<void> {
    await asDuty(work, this.#closing.signal)
  }

  #log(problem: unknown, message: string): void {
    const { groupId } = this.#settings
    this.#cluster.settings.logger.warn({ groupId, problem }, message)
  }
}
