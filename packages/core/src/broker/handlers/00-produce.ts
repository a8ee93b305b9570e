/**
 * Produce. The log has written the batches when the answer is there, and nobody keeps any of them. The versions
 * 0 to 2 are advertised and not spoken, as by Apache Kafka: librdkafka looks for version 0 before it compresses.
 * With acks 0 there is no answer, and a producer learns of an error by the end of its connection.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import type { produceRequest } from '../../protocol/messages/00-produce.ts'
import { HangUp, SILENCE } from '../call.ts'
import { handler } from '../handler.ts'
import { refuseAsWhole } from '../produce/admission.ts'
import { Producing } from '../produce/producing.ts'

type Request = Body<typeof produceRequest>

const NO_ANSWER = 0
const FIRST_WITH_TOPIC_IDS = 13

export const produce = handler(
  apis.produce,
  ({ body, version, clientId }, parts) => {
    const { acks, transactionalId, topicData } = body
    const refusal = refuseAsWhole(transactionalId, batchesOf(body))
    const producing = new Producing(parts, { version, clientId, transactionalId, acks, refusal })
    const responses = topicData.map(({ name, topicId, partitionData }) => {
      const topic = version >= FIRST_WITH_TOPIC_IDS ? parts.topics.byId(topicId) : parts.topics.get(name)
      const partitionResponses = partitionData.map(({ index, records }) => producing.write(topic, index, records))
      return { name, topicId, partitionResponses }
    })
    const outcome = () => {
      if (acks !== NO_ANSWER) return { responses }
      const { firstProblem } = producing
      return firstProblem === null ? SILENCE : new HangUp(`Produce without an answer: ${firstProblem}`)
    }
    const { settled } = producing
    return settled === null ? outcome() : settled.then(outcome)
  },
  { advertised: [0, apis.produce.request.versions[1]], keepsNothing: true },
)

function* batchesOf({ topicData }: Request): Generator<Buffer> {
  for (const { partitionData } of topicData) {
    for (const { records } of partitionData) if (records !== null) yield records
  }
}
