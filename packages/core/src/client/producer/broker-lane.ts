/**
 * The way of batches to one broker: so many requests at once, none while the broker wants a pause, and every batch
 * comes back from it, with an answer or with the reason why there is none.
 */
import type { Body } from '../../protocol/body.ts'
import type { produceResponse } from '../../protocol/messages/00-produce.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterView } from '../cluster/cluster-view.ts'
import type { BrokerConnection } from '../connection/broker-connection.ts'
import { channels } from '../diagnostics.ts'
import { ClientError, ConnectionError } from '../errors.ts'
import { type ProduceTerms, produceExchange, type Shipment } from './produce-request.ts'

/** Who was asked, by which view of the cluster. */
export interface Asked {
  readonly broker: string
  readonly view: ClusterView
}

export interface LaneEvents {
  /** The broker answered. */
  answered(shipments: readonly Shipment[], answer: Body<typeof produceResponse>, asked: Asked): void
  /** No answer was asked for, and the bytes have left. */
  left(shipments: readonly Shipment[]): void
  /** Whether the broker has the batches is not known. */
  lost(shipments: readonly Shipment[], problem: ClientError): void
  /** There may be more to send: a connection came about, or could not. */
  changed(): void
}

export class BrokerLane {
  readonly nodeId: number
  readonly #cluster: Cluster
  readonly #windowMax: number
  readonly #events: LaneEvents
  #connection: BrokerConnection | undefined
  #isConnecting = false
  #inFlight = 0

  constructor(nodeId: number, options: { cluster: Cluster; windowMax: number; events: LaneEvents }) {
    this.nodeId = nodeId
    this.#cluster = options.cluster
    this.#windowMax = options.windowMax
    this.#events = options.events
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** Until this moment of the clock's `elapsedMs` the broker wants to be left alone: meanwhile batches fill. */
  get mutedUntilMs(): number {
    return this.#connection?.mutedUntilMs ?? 0
  }

  /** Whether a request can go out now. Connects where there is no connection, and tells when there is. */
  canSend(nowMs: number): boolean {
    if (this.#inFlight >= this.#windowMax || nowMs < this.mutedUntilMs) return false
    if (this.#connection !== undefined && !this.#connection.isClosed) return true
    this.#connect()
    return false
  }

  send(shipments: readonly Shipment[], terms: ProduceTerms): void {
    const connection = this.#connection as BrokerConnection
    const exchange = produceExchange(shipments, terms)
    this.#inFlight += 1
    if (channels.produce.hasSubscribers) {
      const bytes = shipments.reduce((sum, one) => sum + one.bytes.length, 0)
      channels.produce.publish({
        clientId: this.#cluster.settings.clientId,
        broker: connection.broker,
        partitions: shipments.length,
        bytes,
      })
    }
    if (terms.acks === 0) {
      this.#tell(connection, { shipments, exchange })
      return
    }
    connection.ask(exchange).then(
      (answer) => {
        this.#inFlight -= 1
        this.#events.answered(shipments, answer, { broker: connection.broker, view: terms.view })
      },
      (problem) => {
        this.#inFlight -= 1
        this.#events.lost(shipments, asClientError(problem, connection))
      },
    )
  }

  #tell(
    connection: BrokerConnection,
    request: { shipments: readonly Shipment[]; exchange: ReturnType<typeof produceExchange> },
  ): void {
    const { shipments, exchange } = request
    const { clock } = this.#cluster.settings
    try {
      // Not at once: whoever is told may send more, and this send is not at its end yet.
      connection.tell(exchange, () => {
        clock.soon(() => {
          this.#inFlight -= 1
          this.#events.left(shipments)
        })
      })
    } catch (problem) {
      this.#inFlight -= 1
      this.#events.lost(shipments, asClientError(problem, connection))
    }
  }

  #connect(): void {
    if (this.#isConnecting || this.#cluster.isClosed) return
    this.#isConnecting = true
    const over = () => {
      this.#isConnecting = false
      this.#events.changed()
    }
    this.#cluster
      .link(this.nodeId)
      .connection()
      .then((connection) => {
        this.#connection = connection
      })
      .catch((problem) => {
        const { logger } = this.#cluster.settings
        if (!this.#cluster.isClosed) logger.debug({ broker: this.nodeId, error: problem }, 'no connection to send by')
        return this.#cluster.isClosed ? undefined : this.#cluster.refresh().catch(() => {})
      })
      .finally(over)
  }
}

function asClientError(problem: unknown, connection: BrokerConnection): ClientError {
  if (problem instanceof ClientError) return problem
  const place = { broker: connection.broker, api: 'Produce' }
  return new ConnectionError(problem instanceof Error ? problem.message : 'the request failed', {
    place,
    cause: problem,
  })
}
