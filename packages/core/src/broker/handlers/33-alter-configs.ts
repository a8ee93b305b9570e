/**
 * AlterConfigs, the old way: what is given is all that is set afterwards. IncrementalAlterConfigs has taken its
 * place.
 */
import { apis } from '../../protocol/apis.ts'
import { alterAll } from '../configs/alter-all.ts'
import { changesTo } from '../configs/alteration.ts'
import { handler } from '../handler.ts'

export const alterConfigs = handler(
  apis.alterConfigs,
  async ({ body }, parts) => {
    const { resources, validateOnly } = body
    const wanted = resources.map(({ resourceType, resourceName, configs }) => {
      return { resourceType, resourceName, wanted: (now: Parameters<typeof changesTo>[1]) => changesTo(configs, now) }
    })
    return { throttleTimeMs: 0, responses: await alterAll(wanted, parts, { validateOnly }) }
  },
  { remark: 'topics and brokers' },
)
