import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'

test('the cluster is this broker, and clients may do everything', async (t) => {
  const broker = await TestBroker.open()
  const { node } = broker.broker.parts
  for (const version of [0, 1, 2]) {
    const body = { includeClusterAuthorizedOperations: version === 2 }
    const answer = await broker.ask(apis.describeCluster, { version, body })
    t.like(answer, { errorCode: 0, clusterId: node.clusterId, controllerId: node.nodeId, endpointType: 1 })
    const { nodeId: brokerId, host, port, rack } = node
    t.deepEqual(answer.brokers, [{ brokerId, host, port, rack, isFenced: false }])
    t.is(answer.clusterAuthorizedOperations, version === 2 ? 8096 : -(2 ** 31))
  }
  await broker.close()
})

test('there are no controllers to ask for', async (t) => {
  const broker = await TestBroker.open()
  const ask = async (endpointType: number) => {
    const body = { includeClusterAuthorizedOperations: false, endpointType }
    return (await broker.ask(apis.describeCluster, { body })).errorCode
  }
  t.is(await ask(2), errors.MISMATCHED_ENDPOINT_TYPE.code)
  t.is(await ask(3), errors.UNSUPPORTED_ENDPOINT_TYPE.code)
  await broker.close()
})
