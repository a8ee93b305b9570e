/**
 * A broker on which a test can bring bad days upon its clients: requests that fail, are answered otherwise, wait,
 * or lose their connection; leaders that move; and, with a `ManualClock`, time.
 */
import type { Control, ControlledRequest, ControlOptions, Controls, Decide } from './broker/controls/controls.ts'
import { type Decision, pass } from './broker/controls/decision.ts'
import { openBroker, type RunningBroker, type StartBrokerOptions } from './embedded.ts'
import type { Api } from './protocol/apis.ts'
import type { Message } from './protocol/schema.ts'

/** The requests that were seen since, in their order. */
export interface Observation<Request extends Message, Response extends Message> {
  readonly requests: readonly ControlledRequest<Request, Response>[]
  remove(): void
}

/** Requests that wait until they are let go. */
export interface Hold<Request extends Message, Response extends Message> {
  /** Those that wait now. */
  readonly requests: readonly ControlledRequest<Request, Response>[]
  /** The next one that has come, or comes, and that this did not give before. */
  next(): Promise<ControlledRequest<Request, Response>>
  /** Lets go what waits, to its handler or to what is said here, and holds no more. */
  release(decision?: Decision<Response>): void
}

export class ControlledBroker implements RunningBroker {
  readonly address: string
  readonly host: string
  readonly port: number
  readonly #running: RunningBroker
  readonly #controls: Controls
  readonly #moveLeader: (topic: string, partition: number) => number

  private constructor(
    running: RunningBroker,
    inside: { controls: Controls; moveLeader: (topic: string, partition: number) => number },
  ) {
    this.address = running.address
    this.host = running.host
    this.port = running.port
    this.#running = running
    this.#controls = inside.controls
    this.#moveLeader = inside.moveLeader
  }

  /**
   * Starts one, with the options of `startBroker`.
   *
   * ```ts
   * await using broker = await ControlledBroker.start({ topics: ['orders'] })
   * broker.control(apis.produce, fail('NOT_LEADER_OR_FOLLOWER'), { times: 2, topic: 'orders' })
   * broker.control(apis.fetch, (request) => (request.clientId === 'slow' ? delay(1_000) : pass))
   * ```
   */
  static async start(options: StartBrokerOptions = {}): Promise<ControlledBroker> {
    const { running, broker } = await openBroker(options)
    const { controls, topics } = broker.parts
    const moveLeader = (topic: string, index: number) => {
      const partition = topics.partition(topic, index)
      if (partition === undefined) throw new RangeError(`${topic}-${index}: expected a partition, found none`)
      partition.moveLeader()
      return partition.leaderEpoch
    }
    return new ControlledBroker(running, { controls, moveLeader })
  }

  /**
   * Decides about all requests of an API, or of any, from now on: the same for each, or what a function says of
   * it. Of several the last one counts that does not say `pass`.
   */
  control<Request extends Message, Response extends Message>(
    api: Api<Request, Response> | 'any',
    decision: Decision<Response> | Decide<Request, Response>,
    options: ControlOptions<Request, Response> = {},
  ): Control {
    const decide = typeof decision === 'function' ? decision : () => decision
    return this.#controls.add(keyed(api), decide as unknown as Decide, options as unknown as ControlOptions)
  }

  /** Writes down all requests of an API, or of any, from now on, whatever becomes of them. */
  observe<Request extends Message, Response extends Message>(
    api: Api<Request, Response> | 'any',
    options: ControlOptions<Request, Response> = {},
  ): Observation<Request, Response> {
    const requests: ControlledRequest<Request, Response>[] = []
    const see = (request: ControlledRequest) => {
      requests.push(request as unknown as ControlledRequest<Request, Response>)
    }
    const { remove } = this.#controls.observe(keyed(api), see, options as unknown as ControlOptions)
    return { requests, remove }
  }

  /** Lets all requests of an API wait from now on. A connection waits with its first. */
  hold<Request extends Message, Response extends Message>(
    api: Api<Request, Response>,
    options: ControlOptions<Request, Response> = {},
  ): Hold<Request, Response> {
    const requests: ControlledRequest<Request, Response>[] = []
    const askers: ((request: ControlledRequest<Request, Response>) => void)[] = []
    let given = 0
    let letGo = (_decision: Decision<Response>) => {}
    const released = new Promise<Decision<Response>>((resolve) => {
      letGo = resolve
    })
    const control = this.control(
      api,
      (request) => {
        requests.push(request)
        const asker = askers.shift()
        if (asker !== undefined) asker(requests[given++] ?? request)
        return released
      },
      options,
    )
    const next = () => {
      const waiting = requests[given]
      if (waiting === undefined) return new Promise<ControlledRequest<Request, Response>>((ask) => askers.push(ask))
      given += 1
      return Promise.resolve(waiting)
    }
    const release = (decision: Decision<Response> = pass) => {
      control.remove()
      requests.length = 0
      letGo(decision)
    }
    return { requests, next, release }
  }

  /** The partition's leader moves, to the broker itself, and its epoch, which this gives, to the next. */
  moveLeader(topic: string, partition: number): number {
    return this.#moveLeader(topic, partition)
  }

  close(): Promise<void> {
    return this.#running.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function keyed<Request extends Message, Response extends Message>(api: Api<Request, Response> | 'any') {
  return api === 'any' ? undefined : (api as unknown as Api)
}
