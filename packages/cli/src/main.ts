#!/usr/bin/env node
/**
 * The program `millrace`. Node keeps what it has compiled for the next start, which then takes a third of the
 * time; so the rest is imported only when that has been said.
 */
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { millrace } = await import('./commands/millrace.ts')
const { systemTerminal } = await import('./host/terminal.ts')
systemTerminal.exit(await millrace(systemTerminal))
