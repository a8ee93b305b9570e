/**
 * What tests have said about requests before they reach their handlers: the last word that fits a request
 * counts. Without any the dispatch does not come here.
 */
import type { Clock } from '../../host/clock.ts'
import { type Api, apis } from '../../protocol/apis.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import type { Message } from '../../protocol/schema.ts'
import { type Call, type Client, HangUp, type Outcome, SILENCE } from '../call.ts'
import type { Topics } from '../topics/topics.ts'
import { type Decision, pass } from './decision.ts'
import { errorResponse } from './error-response.ts'

/** A request, as a control sees it. */
export interface ControlledRequest<Request extends Message = Message, Response extends Message = Message> {
  readonly api: Api<Request, Response>
  readonly version: number
  readonly clientId: string | null
  readonly client: Client
  readonly body: Body<Request>
  /** Handles it, and gives the answer's body, which may be changed and given; null where there is none. */
  handle(): Promise<Draft<Response> | null>
}

export interface ControlOptions<Request extends Message = Message, Response extends Message = Message> {
  /** So often, and then no more. Default: until it is removed. */
  readonly times?: number
  /** Only requests that name this topic. (A fetch that goes on with a session names only what has changed.) */
  readonly topic?: string
  /** Only requests of clients that call themselves so. */
  readonly clientId?: string
  /** Only requests of which this is true. */
  readonly when?: (request: ControlledRequest<Request, Response>) => boolean
}

export type Decide<Request extends Message = Message, Response extends Message = Message> = (
  request: ControlledRequest<Request, Response>,
) => Decision<Response> | undefined | Promise<Decision<Response> | undefined>

/** A word about requests, until it is removed. */
export interface Control {
  /** How often it has decided something. */
  readonly used: number
  remove(): void
}

interface Row {
  /** Nothing: all of them. */
  readonly api: Api | undefined
  readonly decide: Decide
  readonly options: ControlOptions
  used: number
}

type Handle = () => Outcome<Message> | Promise<Outcome<Message>>

export class Controls {
  readonly #clock: Clock
  readonly #topics: Topics
  #rows: Row[] = []
  #observers: Row[] = []

  constructor({ clock, topics }: { clock: Clock; topics: Topics }) {
    this.#clock = clock
    this.#topics = topics
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0 && this.#observers.length === 0
  }

  /** Whoever observes sees every request that fits, whatever is decided about it. */
  observe(api: Api | undefined, see: (request: ControlledRequest) => void, options: ControlOptions = {}): Control {
    const decide = (request: ControlledRequest) => void see(request)
    const row: Row = { api, decide, options, used: 0 }
    this.#observers = [...this.#observers, row]
    return controlOf(row, () => {
      this.#observers = this.#observers.filter((one) => one !== row)
    })
  }

  add(api: Api | undefined, decide: Decide, options: ControlOptions = {}): Control {
    const row: Row = { api, decide, options, used: 0 }
    this.#rows = [row, ...this.#rows]
    return controlOf(row, () => this.#remove(row))
  }

  /** What becomes of a request that its handler would answer by `handle`. */
  async outcome(api: Api, call: Call, handle: Handle): Promise<Outcome<Message>> {
    const request = requestOf(api, call, handle)
    for (const row of this.#observers.filter((one) => this.#fits(one, request))) {
      row.used += 1
      void row.decide(request)
    }
    for (const row of this.#rows) {
      if (!this.#fits(row, request)) continue
      // Before anything is awaited, as the next request may come meanwhile.
      row.used += 1
      const decided = (await row.decide(request)) ?? pass
      if (decided.kind === 'pass') row.used -= 1
      else if (row.used >= (row.options.times ?? Number.POSITIVE_INFINITY)) this.#remove(row)
      if (decided.kind !== 'pass') return await this.#apply(decided, request, handle)
    }
    return await handle()
  }

  #fits({ api, options, used }: Row, request: ControlledRequest): boolean {
    const { times = Number.POSITIVE_INFINITY, clientId, topic, when } = options
    if (api !== undefined && api.key !== request.api.key) return false
    if (used >= times) return false
    if (clientId !== undefined && clientId !== request.clientId) return false
    if (topic !== undefined && !names(request.body, { topic, topicId: this.#topics.get(topic)?.id })) return false
    return when?.(request) ?? true
  }

  #remove(row: Row): void {
    this.#rows = this.#rows.filter((one) => one !== row)
  }

  async #apply(decision: Decision, request: ControlledRequest, handle: Handle): Promise<Outcome<Message>> {
    switch (decision.kind) {
      case 'pass':
        return await handle()
      case 'answer':
        return wantsNone(request) ? SILENCE : decision.body
      case 'fail':
        // As Apache Kafka does it, since the error could not be said otherwise.
        if (wantsNone(request)) return new HangUp(`a test failed a Produce without acks: ${decision.error}`)
        return errorResponse(request.api.response, request, decision.error)
      case 'drop':
        return new HangUp('a test dropped the request')
      case 'lose answer':
        await handle()
        return new HangUp('a test lost the answer')
      case 'delay':
        await new Promise<void>((resolve) => this.#clock.after(decision.delayMs, resolve))
        return await this.#apply(decision.next, request, handle)
    }
  }
}

function requestOf(api: Api, call: Call, handle: Handle): ControlledRequest {
  const { version, clientId, client, body } = call
  const run = async () => {
    const outcome = await handle()
    return outcome === SILENCE || outcome instanceof HangUp ? null : outcome
  }
  return { api, version, clientId, client, body, handle: run }
}

function controlOf(row: Row, remove: () => void): Control {
  return {
    get used() {
      return row.used
    },
    remove,
  }
}

interface WantedTopic {
  readonly topic: string
  readonly topicId: string | undefined
}

const TOPIC_NAMES = new Set(['name', 'topic', 'topicName', 'topics', 'topicNames'])

/** Whether a topic is somewhere in a body, by its name or its id. */
function names(value: unknown, wanted: WantedTopic): boolean {
  if (Array.isArray(value)) return value.some((element) => names(element, wanted))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false
  return Object.entries(value).some(([name, inner]) => {
    if (name === 'topicId') return inner === wanted.topicId
    const isIt = (one: unknown) => one === wanted.topic
    if (TOPIC_NAMES.has(name) && (isIt(inner) || (Array.isArray(inner) && inner.some(isIt)))) return true
    return names(inner, wanted)
  })
}

function wantsNone({ api, body }: ControlledRequest): boolean {
  return api.key === apis.produce.key && (body as unknown as Body<typeof apis.produce.request>).acks === 0
}
