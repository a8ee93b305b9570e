/**
 * A broker for tests of connections: it answers as its script says, or says nothing, or what no broker would. With
 * sockets in memory and a clock that a test moves by hand.
 */
import { silentLogger } from '../../host/logger.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemorySockets } from '../../host/memory-sockets.ts'
import { SeededRandom } from '../../host/random.ts'
import type { Connection } from '../../host/sockets.ts'
import { type Api, apis } from '../../protocol/apis.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import { decodeRequest, decodeRequestHeader, encodeResponse } from '../../protocol/frames.ts'
import type { Message } from '../../protocol/schema.ts'
import { FrameSplitter } from '../../transport/frame-splitter.ts'
import { type ClientOptions, type ClientSettings, clientSettings } from '../client-options.ts'

export interface SeenRequest {
  readonly api: Api
  readonly version: number
  readonly correlationId: number
  // biome-ignore lint/suspicious/noExplicitAny: what a script looks at in it is its own affair
  readonly body: any
  readonly connection: Connection
  /** Which connection since the start it came by, from 0. */
  readonly connectionIndex: number
  reply(body: object, options?: { correlationId?: number; version?: number }): void
}

/** Gives a body to answer with, or nothing where it has answered itself or will not. */
export type Script = (request: SeenRequest) => object | undefined

/** What is spoken unless a script says otherwise. */
export const allVersions = Object.values(apis).map(({ key: apiKey, request: { versions } }) => {
  return { apiKey, minVersion: versions[0], maxVersion: versions[1] }
})

export class ScriptedBroker {
  readonly seen: SeenRequest[] = []
  readonly connections: Connection[] = []
  ended = 0
  readonly #script: Script

  constructor(script: Script) {
    this.#script = script
  }

  static async start(sockets: MemorySockets, options: { host?: string; port?: number; script?: Script } = {}) {
    const { host = '127.0.0.1', port = 9092, script = () => undefined } = options
    const broker = new ScriptedBroker(script)
    const listener = await sockets.listen({ host, port, onConnection: (connection) => broker.#take(connection) })
    return Object.assign(broker, { close: () => listener.close() })
  }

  /** How often an API was asked for. */
  count(api: Api<never, never> | Api): number {
    return this.seen.filter((request) => request.api.key === api.key).length
  }

  #take(connection: Connection): void {
    const connectionIndex = this.connections.push(connection) - 1
    const splitter = new FrameSplitter(1_000_000, (frame) => this.#answer(frame, connection, connectionIndex))
    connection.start({
      onData: (bytes) => splitter.push(bytes),
      onDrain: () => {},
      onClose: () => {
        this.ended += 1
      },
    })
  }

  #answer(frame: Buffer, ...[connection, connectionIndex]: [Connection, number]): void {
    const { api, header } = decodeRequestHeader(frame)
    const { requestApiVersion: asked, correlationId: id } = header
    const isSpoken = asked <= api.request.versions[1]
    const reply: SeenRequest['reply'] = (body, { correlationId = id, version = asked } = {}) => {
      const draft = body as Draft<Message>
      connection.write(encodeResponse({ message: api.response, version, correlationId, body: draft }))
    }
    const body = isSpoken ? decodeRequest(frame).body : {}
    const request = { api, version: asked, correlationId: id, body, connection, connectionIndex, reply }
    this.seen.push(request)
    const said = this.#script(request) ?? (api.key === apis.apiVersions.key ? this.#default(request) : undefined)
    if (said !== undefined && !('silent' in said)) reply(said)
  }

  #default(_request: SeenRequest): object {
    return { errorCode: 0, apiKeys: allVersions }
  }
}

/** For scripts: nothing is said, not even by default. */
export const silent = { silent: true }

export interface Stage {
  readonly clock: ManualClock
  readonly sockets: MemorySockets
  readonly settings: ClientSettings
}

export function stage(options: Partial<ClientOptions> = {}): Stage {
  const clock = new ManualClock()
  const sockets = new MemorySockets({ clock })
  const random = new SeededRandom(7)
  const given = { brokers: ['127.0.0.1:9092'], logger: silentLogger, clock, sockets, random, ...options }
  return { clock, sockets, settings: clientSettings(given) }
}

/** Lets everything happen that needs no time to pass, until the promise is settled. */
export async function settled<Result>(clock: ManualClock, promise: Promise<Result>): Promise<Result> {
  let isSettled = false
  const settle = () => {
    isSettled = true
  }
  promise.then(settle, settle)
  while (!isSettled) await turn(clock)
  return await promise
}

/** Lets everything happen that needs no time to pass, for some turns. */
export async function quiet(clock: ManualClock, turns = 20): Promise<void> {
  for (let index = 0; index < turns; index++) await turn(clock)
}

/** Lets time pass in steps, with what happens after each. */
export async function passing(clock: ManualClock, durationMs: number, stepMs = durationMs): Promise<void> {
  for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
    clock.advance(Math.min(stepMs, durationMs - passedMs))
    await quiet(clock)
  }
}

async function turn(clock: ManualClock): Promise<void> {
  clock.advance(0)
  await new Promise((resolve) => setImmediate(resolve))
}

/** A metadata answer out of its interesting parts. */
export function metadata(parts: {
  brokers?: readonly (readonly [nodeId: number, port: number])[]
  topics?: Record<string, { id?: string; leaders: readonly (readonly [leaderId: number, leaderEpoch: number])[] }>
}): Body<typeof apis.metadata.response> {
  const { brokers = [[1, 9092]], topics = {} } = parts
  const blank = {
    clusterId: 'test',
    controllerId: 1,
    clusterAuthorizedOperations: -2147483648,
    errorCode: 0,
    throttleTimeMs: 0,
  }
  return {
    ...blank,
    brokers: brokers.map(([nodeId, port]) => ({ nodeId, host: '127.0.0.1', port, rack: null })),
    topics: Object.entries(topics).map(([name, { id = TOPIC_ID, leaders }]) => ({
      errorCode: 0,
      name,
      topicId: id,
      isInternal: false,
      topicAuthorizedOperations: 0,
      partitions: leaders.map(([leaderId, leaderEpoch], partitionIndex) => {
        const lists = { replicaNodes: [leaderId], isrNodes: [leaderId], offlineReplicas: [] }
        return { errorCode: 0, partitionIndex, leaderId, leaderEpoch, ...lists }
      }),
    })),
  }
}

const TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAQ'
