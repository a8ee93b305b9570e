/**
 * Versions whose writes are told: to the changelog at the write's own time, also those that came too late, as Java
 * tells them; and those that came too late to whoever counts them.
 */
import { noHeaders } from '../../record/headers.ts'
import type { RawVersion, RawVersions } from '../contract/raw-versions.ts'
import type { Changelog } from '../contract/state-store.ts'
import { putRefused } from '../contract/versioned-store.ts'

export interface LoggedVersionsOptions {
  /** Null for a store that keeps none. */
  readonly changelog: Changelog | null
  /** Told of each version that came too late. */
  readonly onExpired: () => void
}

export class LoggedVersions implements RawVersions {
  readonly #beneath: RawVersions
  readonly #options: LoggedVersionsOptions

  constructor(beneath: RawVersions, options: LoggedVersionsOptions) {
    this.#beneath = beneath
    this.#options = options
  }

  isBehind(timeMs: number): boolean {
    return this.#beneath.isBehind(timeMs)
  }

  put(key: Buffer, value: Buffer | null, timeMs: number): number {
    const outcome = this.#beneath.put(key, value, timeMs)
    if (outcome === putRefused) this.#options.onExpired()
    this.#options.changelog?.write({ key, value, timestamp: timeMs, headers: noHeaders })
    return outcome
  }

  get(key: Buffer): RawVersion | null {
    return this.#beneath.get(key)
  }

  getAsOf(key: Buffer, timeMs: number): RawVersion | null {
    return this.#beneath.getAsOf(key, timeMs)
  }

  history(key: Buffer, fromMs: number, toMs: number): RawVersion[] {
    return this.#beneath.history(key, fromMs, toMs)
  }
}
