/**
 * DescribeConfigs: what is set for topics and brokers, and where each value comes from. Descriptions in words
 * are left out, even where they are asked for.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { errors } from '../../protocol/errors.ts'
import type { describeConfigsRequest } from '../../protocol/messages/32-describe-configs.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { type DescribedSetting, describeAllBrokers, describeBroker, describeTopic } from '../configs/describe.ts'
import { findResource, type Resource } from '../configs/resource.ts'
import { handler } from '../handler.ts'

type Request = Body<typeof describeConfigsRequest>

export const describeConfigs = handler(
  apis.describeConfigs,
  ({ body }, parts) => ({
    throttleTimeMs: 0,
    results: body.resources.map((resource) => describe(resource, body, parts)),
  }),
  { remark: 'topics and brokers; settings come without their descriptions' },
)

function describe(asked: Request['resources'][number], { includeSynonyms }: Request, parts: BrokerParts) {
  const { resourceType, resourceName, configurationKeys: keys } = asked
  const resource = findResource(asked, parts)
  if (resource.kind === 'refusal') {
    const { error, message } = resource
    return { errorCode: errors[error].code, errorMessage: message, resourceType, resourceName, configs: [] }
  }
  const isWanted = ({ name }: DescribedSetting) => keys === null || keys.length === 0 || keys.includes(name)
  const configs = settingsOf(resource, parts)
    .filter(isWanted)
    .map(({ synonyms, ...rest }) => ({
      ...rest,
      isSensitive: false,
      synonyms: includeSynonyms ? synonyms : [],
      documentation: null,
    }))
  return { errorCode: errors.NONE.code, errorMessage: '', resourceType, resourceName, configs }
}

function settingsOf(resource: Resource, { configuration }: BrokerParts): readonly DescribedSetting[] {
  if (resource.kind === 'topic') return describeTopic(resource.topic.configs, configuration)
  if (resource.kind === 'broker') return describeBroker(configuration)
  if (resource.kind === 'all-brokers') return describeAllBrokers(configuration)
  // This broker's logger is whatever its owner gave it; there are no levels to tell of.
  return []
}
