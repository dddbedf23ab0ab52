import * as rules from './card-rules';

export type FieldName = 'number' | 'expiry' | 'cvc' | 'postal';

interface Kind {
  /** What is shown for what was typed. */
  format: (text: string) => string;
  /** What is meant by what is shown. */
  content: (text: string) => string;
  verdict: (content: string, cardNumber: string) => rules.Verdict;
  maxContent: (cardNumber: string) => number;
}

const KINDS: Record<FieldName, Kind> = {
  number: {
    format: rules.formatNumber,
    content: rules.onlyDigits,
    verdict: rules.numberVerdict,
    maxContent: (number) => rules.brandOf(number).maxLength,
  },
  expiry: {
    format: rules.formatExpiry,
    content: rules.onlyDigits,
    verdict: (digits) => rules.expiryVerdict(digits, new Date()),
    maxContent: () => 4,
  },
  cvc: {
    format: (text) => rules.onlyDigits(text).slice(0, 4),
    content: rules.onlyDigits,
    verdict: rules.cvcVerdict,
    maxContent: (number) => rules.cvcLengths(number).max,
  },
  postal: {
    format: (text) => text.replace(/[^\dA-Za-z -]/g, '').slice(0, 10),
    content: (text) => text.trim(),
    verdict: rules.postalVerdict,
    maxContent: () => 11,
  },
};

/** One input of the card, formatted while it is typed. */
export class CardField {
  private readonly kind: Kind;
  private left = false;

  constructor(
    readonly name: FieldName,
    readonly input: HTMLInputElement,
    private readonly cardNumber: () => string,
  ) {
    this.kind = KINDS[name];
    input.addEventListener('beforeinput', (event) => this.stepOverSeparator(event));
    input.addEventListener('blur', () => (this.left = true));
  }

  get content(): string {
    return this.kind.content(this.input.value);
  }

  set content(text: string) {
    this.input.value = this.kind.format(text);
    this.left = false;
  }

  verdict(): rules.Verdict {
    return this.kind.verdict(this.content, this.cardNumber());
  }

  /** What to show the shopper now: something unfinished is only wrong once the field was left. */
  complaint(): rules.Verdict | undefined {
    const verdict = this.verdict();
    const wrong = verdict.state === 'invalid' || (verdict.state === 'incomplete' && this.left);
    return wrong ? verdict : undefined;
  }

  /** What keeps this field from being sent. */
  obstacle(): rules.Verdict | undefined {
    const verdict = this.verdict();
    if (verdict.state === 'complete') return undefined;
    if (verdict.state !== 'empty') return verdict;
    const code = `incomplete_${this.name === 'postal' ? 'zip' : this.name}`;
    return { state: 'incomplete', code, message: `Your ${rules.missing[this.name]} is incomplete.` };
  }

  /** Puts what was just typed into form and keeps the caret where it belongs. */
  reformat(): void {
    const { input } = this;
    const caret = input.selectionStart ?? input.value.length;
    const atEnd = caret === input.value.length;
    const before = this.kind.content(input.value.slice(0, caret)).length;
    const formatted = this.kind.format(input.value);
    if (formatted === input.value) return;
    input.value = formatted;
    if (document.activeElement !== input) return;
    const position = atEnd ? formatted.length : positionAfter(formatted, before, this.kind.content);
    input.setSelectionRange(position, position);
  }

  /** True when the next character belongs to the next field. */
  isFull(): boolean {
    return (
      this.verdict().state === 'complete' && this.content.length >= this.kind.maxContent(this.cardNumber())
    );
  }

  /** The separators are ours: deleting one means the character beyond it. */
  private stepOverSeparator({ inputType }: InputEvent): void {
    const { value, selectionStart, selectionEnd } = this.input;
    if (this.name === 'postal' || inputType !== 'deleteContentBackward' || selectionStart !== selectionEnd)
      return;
    let caret = selectionStart ?? 0;
    while (caret > 0 && /\D/.test(value[caret - 1]!)) caret -= 1;
    if (/^\D*$/.test(value.slice(caret))) this.input.value = value.slice(0, caret);
    this.input.setSelectionRange(caret, caret);
  }
}

function positionAfter(text: string, characters: number, content: (text: string) => string): number {
  let position = 0;
  while (position < text.length && content(text.slice(0, position)).length < characters) position += 1;
  return position;
}
