/**
 * DescribeCluster: this broker, which is all of its cluster, and its own controller as far as clients can tell.
 */
import { apis } from '../../protocol/apis.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

const BROKERS = 1
const CONTROLLERS = 2

/** Create, alter, describe, act for the cluster, describe and alter settings, write idempotently: all there is. */
const ALL_OPERATIONS = 0b1_1111_1010_0000

export const describeCluster = handler(apis.describeCluster, ({ body }, { node }) => {
  const { endpointType, includeClusterAuthorizedOperations } = body
  if (endpointType === CONTROLLERS) return refused('MISMATCHED_ENDPOINT_TYPE', 'this is a broker, not a controller')
  if (endpointType !== BROKERS) return refused('UNSUPPORTED_ENDPOINT_TYPE', `no endpoint type is ${endpointType}`)
  const { clusterId, nodeId, host, port, rack } = node
  const operations = includeClusterAuthorizedOperations ? { clusterAuthorizedOperations: ALL_OPERATIONS } : {}
  const brokers = [{ brokerId: nodeId, host, port, rack }]
  return { throttleTimeMs: 0, errorCode: errors.NONE.code, clusterId, controllerId: nodeId, brokers, ...operations }
})

function refused(error: ErrorName, errorMessage: string) {
  return { throttleTimeMs: 0, errorCode: errors[error].code, errorMessage, clusterId: '', brokers: [] }
}
