/** An error that the user can fix: shown in one line, exit code 2. */
export class WrongUse extends Error {}
