/** What a broker says it speaks, and the version of an API that both sides know. */
import type { Api } from '../../protocol/apis.ts'
import { UnsupportedError } from '../errors.ts'

type Range = readonly [number, number]

interface Features {
  readonly finalizedFeatures: readonly { readonly name: string; readonly maxVersionLevel: number }[]
}

export class VersionTable {
  readonly #broker: string
  readonly #ranges = new Map<number, Range>()
  readonly #levels = new Map<string, number>()

  constructor(
    broker: string,
    apiKeys: readonly { apiKey: number; minVersion: number; maxVersion: number }[],
    { finalizedFeatures }: Features = { finalizedFeatures: [] },
  ) {
    this.#broker = broker
    for (const { name, maxVersionLevel } of finalizedFeatures) this.#levels.set(name, maxVersionLevel)
    for (const { apiKey, minVersion, maxVersion } of apiKeys) this.#ranges.set(apiKey, [minVersion, maxVersion])
  }

  /** The level of a feature that is in force in the whole cluster, for example `transaction.version`; 0 for none. */
  featureLevel(name: string): number {
    return this.#levels.get(name) ?? 0
  }

  /** The newest version of the API that both sides know; undefined where there is none. */
  newest(api: Api, [ownMin, ownMax]: Range = api.request.versions): number | undefined {
    const [min, max] = this.#ranges.get(api.key) ?? [1, 0]
    const newest = Math.min(max, ownMax)
    return newest >= Math.max(min, ownMin) ? newest : undefined
  }

  /** @throws UnsupportedError where there is no such version. */
  pick(api: Api, own: Range = api.request.versions): number {
    const version = this.newest(api, own)
    if (version !== undefined) return version
    const range = this.#ranges.get(api.key)
    const found = range === undefined ? 'none' : `${range[0]} to ${range[1]}`
    const expected = `expected a version from ${own[0]} to ${own[1]}, found ${found}`
    throw new UnsupportedError(expected, { place: { broker: this.#broker, api: api.name } })
  }
}
