/** IncrementalAlterConfigs: sets, sets back, and adds to or takes from lists; what is not named stays. */
import { apis } from '../../protocol/apis.ts'
import { alterAll } from '../configs/alter-all.ts'
import { changesOfSteps } from '../configs/alteration.ts'
import { handler } from '../handler.ts'

export const incrementalAlterConfigs = handler(
  apis.incrementalAlterConfigs,
  async ({ body }, parts) => {
    const { resources, validateOnly } = body
    const wanted = resources.map(({ resourceType, resourceName, configs }) => {
      return {
        resourceType,
        resourceName,
        wanted: (now: Parameters<typeof changesOfSteps>[1]) => changesOfSteps(configs, now),
      }
    })
    return { throttleTimeMs: 0, responses: await alterAll(wanted, parts, { validateOnly }) }
  },
  { remark: 'topics and brokers' },
)
