/**
 * A window store from its definition: where its rows lie, over that its changelog, over that its cache, and its
 * serdes on top.
 */
import type { RawWindows, WindowPlace } from '../contract/raw-windows.ts'
import type { StoreContext } from '../contract/state-store.ts'
import type { WindowDefinition } from '../contract/store-definition.ts'
import type { StoreSpace } from '../contract/store-space.ts'
import { CachedWindows } from '../layers/cached-windows.ts'
import { ChangelogWriter } from '../layers/changelog-writer.ts'
import { LoggedWindows } from '../layers/logged-windows.ts'
import { plainFormat, type RowFormat, timestampedFormat, timestampedFormatWithHeaders } from '../layers/row-format.ts'
import type { StoreLayers } from '../layers/typed-store.ts'
import { TypedWindowStore } from '../layers/typed-window-store.ts'
import { KeptNumbers } from '../parts/kept-numbers.ts'
import { keyFirst } from '../windows/window-layout.ts'
import { WindowSegments } from '../windows/window-segments.ts'
import { segmentIntervalOf } from './segment-interval.ts'
import { spaceOf } from './space-of.ts'

export function openWindowStore(definition: WindowDefinition): TypedWindowStore<unknown, unknown> {
  const format = formatOf(definition)
  const openLayers = (context: StoreContext) => layersOf(definition, format, context)
  return new TypedWindowStore({ definition, format, openLayers })
}

function formatOf({ kind, value, keepsHeaders }: WindowDefinition): RowFormat<unknown> {
  if (kind === 'window') return plainFormat(value, { logsHeaders: keepsHeaders })
  const format = keepsHeaders ? timestampedFormatWithHeaders(value) : timestampedFormat(value)
  return format as RowFormat<unknown>
}

function layersOf(
  definition: WindowDefinition,
  format: RowFormat<unknown>,
  context: StoreContext,
): StoreLayers<RawWindows, WindowPlace> {
  const space = spaceOf(definition, context)
  const numbers = new KeptNumbers(space, { streamTimeMs: -1, sequence: 0, loggedSequence: 0 })
  const segments = segmentsOf(definition, space, context)
  segments.continueFrom(numbers.last)
  const changelog = definition.logging ? context.changelogOf(definition.name) : null
  const writer = changelog === null ? null : new ChangelogWriter({ changelog, format, context })
  const logged = writer === null ? null : new LoggedWindows(segments, writer, definition)
  logged?.continueAfter(numbers.last.loggedSequence)
  const cached = cachedOf(definition, logged ?? segments, context)
  return {
    rows: cached ?? logged ?? segments,
    cache: cached?.held ?? null,
    restore: {
      take: (record) => {
        const row = record.key() as Buffer
        const sequence = keyFirst.sequenceOf(row)
        logged?.continueAfter(sequence)
        segments.restore(keyFirst.keyOf(row), format.fromChangelog(record), {
          startMs: keyFirst.startOf(row),
          sequence,
        })
      },
      settle: () => {
        const { streamTimeMs, sequence } = segments
        numbers.write({ streamTimeMs, sequence, loggedSequence: logged?.sequence ?? 0 })
      },
      readsRows: false,
    },
  }
}

function segmentsOf(definition: WindowDefinition, space: StoreSpace, context: StoreContext): WindowSegments {
  const { name, retentionMs, retainDuplicates, isTimeOrdered, hasKeyIndex = false } = definition
  const isInMemory = definition.place === 'memory'
  return new WindowSegments({
    space,
    retentionMs,
    segmentIntervalMs: segmentIntervalOf(definition),
    isInMemory,
    retainDuplicates,
    isTimeOrdered,
    // Memory orders by time whoever asks; those who ask by key are not to pay for it.
    hasKeyIndex: hasKeyIndex || isInMemory,
    onExpired: () => context.droppedExpired(name),
  })
}

/** Duplicates cannot be held back, since a cache knows one row of a key; nor can rows that are indexed by key. */
function cachedOf(definition: WindowDefinition, beneath: RawWindows, context: StoreContext): CachedWindows | null {
  const { name, caching, retainDuplicates, isTimeOrdered, hasKeyIndex = false } = definition
  const isInMemory = definition.place === 'memory'
  const isIndexed = hasKeyIndex && isTimeOrdered && !isInMemory
  if (!caching || retainDuplicates || isIndexed) return null
  const budget = context.cacheOf(name)
  if (budget === null) return null
  const { segmentIntervalMs } = definition
  return new CachedWindows(beneath, { budget, context, isTimeOrdered, isInMemory, segmentIntervalMs })
}
