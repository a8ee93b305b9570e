/** The cluster itself: its id, its brokers, and which of them leads it. */
import { apis } from '../../protocol/apis.ts'
import type { CallOptions } from './deadline.ts'
import type { Errands } from './errands.ts'

export interface BrokerDescription {
  readonly nodeId: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

export interface ClusterDescription {
  readonly clusterId: string | null
  /** The broker that takes requests for the controller; since KRaft any does. -1 where there is none. */
  readonly controllerId: number
  /** By their numbers. */
  readonly brokers: readonly BrokerDescription[]
}

export async function describeCluster(errands: Errands, options?: CallOptions): Promise<ClusterDescription> {
  return await errands.runOne(
    {
      api: apis.metadata,
      items: new Map([['cluster', null]]),
      route: errands.anyBroker<string>(),
      ask: async (to) => {
        const { clusterId, controllerId, brokers } = await to.ask({ api: apis.metadata, body: { topics: [] } })
        const described = brokers.map(({ nodeId, host, port, rack }) => ({ nodeId, host, port, rack }))
        described.sort((one, other) => one.nodeId - other.nodeId)
        return [['cluster', { value: { clusterId, controllerId, brokers: described } }]]
      },
    },
    options,
  )
}
