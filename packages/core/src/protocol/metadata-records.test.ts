import test from 'ava'
import { DecodeError } from '../bytes/errors.ts'
import { decodeMetadataRecord, encodeMetadataRecord, type MetadataRecordDraft } from './metadata-records.ts'

const topicId = 'hCkmCsQIQMGhkCHXvZcBGw'
const directory = 'oDgym3avBBp6Exl4n4Dncw'
const partition = {
  partitionId: 3,
  topicId,
  replicas: [1],
  isr: [1],
  removingReplicas: [],
  addingReplicas: [],
  leader: 1,
  leaderEpoch: 7,
  partitionEpoch: 9,
}
const broker = {
  brokerId: 1,
  incarnationId: topicId,
  brokerEpoch: 5,
  endPoints: [{ name: 'PLAINTEXT', host: 'localhost', port: 9092, securityProtocol: 0 }],
  features: [{ name: 'transaction.version', minSupportedVersion: 0, maxSupportedVersion: 2 }],
  rack: null,
  fenced: false,
}

/** What Apache Kafka 4.3's own serde gives for these. */
const goldens: readonly [MetadataRecordDraft, number, string][] = [
  [
    { kind: 'registerBroker', body: broker },
    0,
    '010000000000018429260ac40840c1a19021d7bd97011b0000000000000005020a504c41494e544558540a6c6f63616c686f7374238400000002147472616e73616374696f6e2e76657273696f6e0000000200000000',
  ],
  [
    {
      kind: 'registerBroker',
      body: { ...broker, inControlledShutdown: true, logDirs: [directory], cordonedLogDirs: [topicId] },
    },
    4,
    '01000400000001008429260ac40840c1a19021d7bd97011b0000000000000005020a504c41494e544558540a6c6f63616c686f7374238400000002147472616e73616374696f6e2e76657273696f6e000000020000000102001102a038329b76af041a7a1319789f80e7730111028429260ac40840c1a19021d7bd97011b',
  ],
  [{ kind: 'topic', body: { name: 'orders', topicId } }, 0, '010200076f72646572738429260ac40840c1a19021d7bd97011b00'],
  [
    { kind: 'partition', body: partition },
    0,
    '010300000000038429260ac40840c1a19021d7bd97011b02000000010200000001010100000001000000070000000900',
  ],
  [
    {
      kind: 'partition',
      body: { ...partition, directories: [directory], eligibleLeaderReplicas: [2], lastKnownElr: [3] },
    },
    2,
    '010302000000038429260ac40840c1a19021d7bd97011b02000000010200000001010100000001000000070000000902a038329b76af041a7a1319789f80e773020105020000000202050200000003',
  ],
  [
    {
      kind: 'config',
      body: { resourceType: 2, resourceName: 'orders', name: 'retention.ms', value: '-1' },
    },
    0,
    '01040002076f72646572730d726574656e74696f6e2e6d73032d3100',
  ],
  [
    {
      kind: 'config',
      body: { resourceType: 2, resourceName: 'orders', name: 'retention.ms', value: null },
    },
    0,
    '01040002076f72646572730d726574656e74696f6e2e6d730000',
  ],
  [
    {
      kind: 'partitionChange',
      body: { partitionId: 3, topicId, leader: 1, isr: [1], directories: [directory] },
    },
    2,
    '010502000000038429260ac40840c1a19021d7bd97011b0300050200000001010400000001081102a038329b76af041a7a1319789f80e773',
  ],
  [{ kind: 'removeTopic', body: { topicId } }, 0, '0109008429260ac40840c1a19021d7bd97011b00'],
  [
    { kind: 'featureLevel', body: { name: 'transaction.version', featureLevel: 2 } },
    0,
    '010c00147472616e73616374696f6e2e76657273696f6e000200',
  ],
  [
    { kind: 'producerIds', body: { brokerId: 1, brokerEpoch: 5, nextProducerId: 1000 } },
    0,
    '010f0000000001000000000000000500000000000003e800',
  ],
]

for (const [draft, version, hex] of goldens) {
  test(`${draft.kind} v${version} has the bytes that Apache Kafka gives it (${hex.length / 2})`, (t) => {
    t.is(encodeMetadataRecord(draft, version).toString('hex'), hex)
    const { kind, body } = decodeMetadataRecord(Buffer.from(hex, 'hex'))
    t.is(kind, draft.kind)
    t.like(body, draft.body)
  })
}

test('a frame, a type and a version that are not known are refused by name', (t) => {
  const refusal = (hex: string) => t.throws(() => decodeMetadataRecord(Buffer.from(hex, 'hex')), { any: true })
  for (const [hex, path] of [
    ['020200', 'frameVersion'],
    ['016300', 'type'],
    ['010209', 'version'],
  ] as const) {
    const problem = refusal(hex)
    t.true(problem instanceof DecodeError)
    t.is((problem as DecodeError).path, path)
  }
})

test('bytes behind a record are refused', (t) => {
  const bytes = Buffer.concat([encodeMetadataRecord({ kind: 'removeTopic', body: { topicId } }), Buffer.of(0)])
  t.throws(() => decodeMetadataRecord(bytes), { instanceOf: DecodeError })
})
