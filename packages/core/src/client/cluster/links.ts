/**
 * The links of a client: one for each broker and lane that was ever needed, and one for each address that it was told
 * of. A broker that moved is let go of; one that a view merely lacks is not, since views are not always whole.
 */
import type { ClientSettings } from '../client-options.ts'
import { parseAddress } from '../client-options.ts'
import { type BrokerAddress, BrokerLink } from '../connection/broker-link.ts'
import { ClosedError, ConnectionError } from '../errors.ts'

/** Which of several connections to the same broker. */
export type Lane = 'main' | 'fetch' | 'group'

type Brokers = ReadonlyMap<number, BrokerAddress>

export class Links {
  readonly #settings: ClientSettings
  #bootstrap: readonly BrokerLink[]
  readonly #links = new Map<string, BrokerLink>()
  #isClosed = false
  #lastAnswerMs: number | null = null

  constructor(settings: ClientSettings) {
    this.#settings = settings
    this.#bootstrap = this.#named()
  }

  /** When any broker last answered, by the clock's `elapsedMs`; null before the first answer. */
  get lastAnswerMs(): number | null {
    return this.#lastAnswerMs
  }

  to(address: BrokerAddress, lane: Lane): BrokerLink {
    if (this.#isClosed) throw new ClosedError('the client is closed')
    const key = `${nameOf(address)}/${lane}`
    const found = this.#links.get(key)
    if (found !== undefined) return found
    const made = this.#made(address)
    this.#links.set(key, made)
    return made
  }

  /**
   * All that may be asked what any broker knows, the best first: those connected, of them the ones with the least to
   * do; then those that failed least often. Of equals the brokers of the view come first, and of these any.
   */
  candidates(brokers: Brokers): BrokerLink[] {
    const known = Array.from(brokers.values(), (address) => this.to(address, 'main'))
    const merit = (link: BrokerLink) =>
      link.isConnected ? link.pendingRequests - Number.MAX_SAFE_INTEGER : link.failures
    const all = [...this.#turned(known), ...this.#turned(this.#bootstrap)]
    return all.sort((one, other) => merit(one) - merit(other))
  }

  /** Lets go of the links to brokers that are elsewhere now, and to those in whose place others are. */
  forgetMoved(brokers: Brokers): void {
    const owners = new Map(Array.from(brokers.values(), (address) => [placeOf(address), address.nodeId]))
    for (const [key, link] of this.#links) {
      const { address } = link
      const now = brokers.get(address.nodeId)
      const owner = owners.get(placeOf(address))
      const isMoved = now !== undefined && placeOf(now) !== placeOf(address)
      const isReplaced = owner !== undefined && owner !== address.nodeId
      if (!isMoved && !isReplaced) continue
      this.#links.delete(key)
      link.close(new ConnectionError('the broker has moved', { place: { broker: link.name }, code: 'BROKER_MOVED' }))
    }
  }

  /** Lets go of all: what is connected is not where the names that the program gave lead to now. */
  startOver(): void {
    const reason = (link: BrokerLink) =>
      new ConnectionError('the client starts over', { place: { broker: link.name }, code: 'REBOOTSTRAP_REQUIRED' })
    for (const link of [...this.#bootstrap, ...this.#links.values()]) link.close(reason(link))
    this.#links.clear()
    this.#bootstrap = this.#named()
  }

  close(): void {
    this.#isClosed = true
    for (const link of [...this.#bootstrap, ...this.#links.values()]) link.close()
  }

  /** Links to the brokers that the program named. */
  #named(): BrokerLink[] {
    return this.#settings.brokers.map((text) => this.#made({ nodeId: -1, ...parseAddress(text) }))
  }

  #made(address: BrokerAddress): BrokerLink {
    return new BrokerLink(address, this.#settings, () => {
      this.#lastAnswerMs = this.#settings.clock.elapsedMs()
    })
  }

  /** Begins anywhere, so that not all clients ask the same broker. */
  #turned(links: readonly BrokerLink[]): BrokerLink[] {
    const first = links.length > 1 ? this.#settings.random.below(links.length) : 0
    return [...links.slice(first), ...links.slice(0, first)]
  }
}

function placeOf({ host, port }: BrokerAddress): string {
  return `${host}:${port}`
}

function nameOf(address: BrokerAddress): string {
  return `${address.nodeId}@${placeOf(address)}`
}
