#!/usr/bin/env node
/** The program `millrace`. */
import { millrace } from './commands/millrace.ts'
import { systemTerminal } from './host/terminal.ts'

systemTerminal.exit(await millrace(systemTerminal))
