/** What the user can put right: shown in one line, exit code 2. */
export class WrongUse extends Error {}
