/**
 * A broker for tests: on a disk in memory and with a clock moved by hand, asked by frames as a connection
 * would. What is asked goes through both codecs, so that a test meets what a client meets.
 */

import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import type { Api } from '../protocol/apis.ts'
import type { Body, Draft } from '../protocol/body.ts'
import type { FrameReply } from '../protocol/frame-reply.ts'
import { decodeResponse, encodeRequest } from '../protocol/frames.ts'
import type { Message } from '../protocol/schema.ts'
import { Broker, type BrokerOptions } from './broker.ts'
import type { Client } from './call.ts'

const NODE = { clusterId: 'a-cluster-of-one-broker', nodeId: 1, rack: null, host: 'localhost', port: 9092 }

/** The other end of a connection, which a test closes. */
export class TestClient implements Client {
  static #count = 0
  readonly connectionId = ++TestClient.#count
  readonly host = '127.0.0.1'
  software = { name: '', version: '' }
  isGone = false
  readonly #whenGone = new Set<() => void>()

  whenGone(run: () => void): () => void {
    this.#whenGone.add(run)
    return () => this.#whenGone.delete(run)
  }

  hangUp(): void {
    this.isGone = true
    for (const run of this.#whenGone) run()
  }
}

interface Question<Request extends Message> {
  /** Default: the newest that the codec knows. */
  readonly version?: number
  readonly client?: TestClient
  readonly clientId?: string | null
  readonly body: Draft<Request>
}

export class TestBroker {
  readonly clock: ManualClock
  readonly disk: MemoryDisk
  readonly broker: Broker

  private constructor(broker: Broker, options: { clock: ManualClock; disk: MemoryDisk }) {
    this.broker = broker
    this.clock = options.clock
    this.disk = options.disk
  }

  /** Opens one; on the disk of an older one it finds what that left. */
  static async open(options: Partial<BrokerOptions> & { clock?: ManualClock; disk?: MemoryDisk } = {}) {
    const { clock = new ManualClock(), disk = new MemoryDisk() } = options
    const rest = { path: '/data', random: new SeededRandom(1), logger: silentLogger, usesThreads: false }
    const broker = await Broker.open({ ...rest, ...options, clock, disk }, NODE)
    return new TestBroker(broker, { clock, disk })
  }

  /** Sends a request and gives the answer's body; fails where there is none. */
  async ask<Request extends Message, Response extends Message>(
    api: Api<Request, Response>,
    question: Question<Request>,
  ): Promise<Body<Response>> {
    const { version = api.request.versions[1] } = question
    const reply = await this.send(api, question)
    if (reply.kind !== 'answer') throw new Error(`expected an answer to ${api.name}, found ${JSON.stringify(reply)}`)
    const answer = Buffer.concat(splitSize(reply.chunks).slice(1))
    reply.sent()
    return decodeResponse(api.response, version, answer).body
  }

  /** Sends a request and gives the reply, whatever it is; it has not left the broker's memory. */
  async send<Request extends Message, Response extends Message>(
    api: Api<Request, Response>,
    question: Question<Request>,
  ): Promise<FrameReply> {
    const { version = api.request.versions[1], client = new TestClient(), clientId = 'test', body } = question
    const message = api.request as Request & { readonly key: number }
    const [, ...frame] = splitSize(encodeRequest({ message, version, correlationId: 7, clientId, body }))
    return await this.broker.receive(Buffer.concat(frame), client)
  }

  async close(): Promise<void> {
    await this.broker.close()
  }
}

/** The size of a frame, and what follows. */
function splitSize(chunks: readonly Buffer[]): Buffer[] {
  const whole = Buffer.concat(chunks)
  return [whole.subarray(0, 4), whole.subarray(4)]
}
