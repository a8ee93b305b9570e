/**
 * A session store from its definition: where its rows lie, over that its changelog, over that its cache, and its
 * serdes on top.
 */
import type { RawSessions, SessionPlace } from '../contract/raw-sessions.ts'
import type { StoreContext } from '../contract/state-store.ts'
import type { SessionDefinition } from '../contract/store-definition.ts'
import { CachedSessions } from '../layers/cached-sessions.ts'
import { ChangelogWriter } from '../layers/changelog-writer.ts'
import { LoggedSessions } from '../layers/logged-sessions.ts'
import { plainSessionFormat, type SessionFormat, sessionFormatWithHeaders } from '../layers/session-format.ts'
import { TypedSessionStore } from '../layers/typed-session-store.ts'
import type { StoreLayers } from '../layers/typed-store.ts'
import { KeptNumbers } from '../parts/kept-numbers.ts'
import { keyFirst } from '../windows/session-layout.ts'
import { SessionSegments } from '../windows/session-segments.ts'
import { segmentIntervalOf } from './segment-interval.ts'
import { spaceOf } from './space-of.ts'

export function openSessionStore(definition: SessionDefinition): TypedSessionStore<unknown, unknown> {
  const format = definition.keepsHeaders
    ? sessionFormatWithHeaders(definition.value)
    : plainSessionFormat(definition.value)
  const openLayers = (context: StoreContext) => layersOf(definition, format, context)
  return new TypedSessionStore({ definition, format, openLayers })
}

function layersOf(
  definition: SessionDefinition,
  format: SessionFormat<unknown>,
  context: StoreContext,
): StoreLayers<RawSessions, SessionPlace> {
  const { name, retentionMs, isTimeOrdered, place } = definition
  const space = spaceOf(definition, context)
  const numbers = new KeptNumbers(space, { streamTimeMs: -1 })
  const segments = new SessionSegments({
    space,
    retentionMs,
    segmentIntervalMs: segmentIntervalOf(definition),
    isInMemory: place === 'memory',
    isTimeOrdered,
    onExpired: () => context.droppedExpired(name),
  })
  segments.continueFrom(numbers.last)
  const changelog = definition.logging ? context.changelogOf(name) : null
  const writer = changelog === null ? null : new ChangelogWriter({ changelog, format, context })
  const logged = writer === null ? null : new LoggedSessions(segments, writer)
  const cached = cachedOf(definition, logged ?? segments, context)
  return {
    rows: cached ?? logged ?? segments,
    cache: cached?.held ?? null,
    restore: {
      take: (record) => {
        const row = record.key() as Buffer
        segments.restore(keyFirst.keyOf(row), format.fromChangelog(record), keyFirst.sessionOf(row))
      },
      settle: () => numbers.write(segments),
      readsRows: false,
    },
  }
}

/** Sessions that are emitted when they close are not held back: they are looked for by their ends. */
function cachedOf(definition: SessionDefinition, beneath: RawSessions, context: StoreContext): CachedSessions | null {
  const { name, caching, isTimeOrdered, place, segmentIntervalMs } = definition
  const budget = caching && !isTimeOrdered ? context.cacheOf(name) : null
  if (budget === null) return null
  return new CachedSessions(beneath, { budget, context, isInMemory: place === 'memory', segmentIntervalMs })
}
