import type { FormEvent } from 'react';
import { ApiError } from '../api/api-error';
import { useForm } from '../hooks/use-form';
import { type PretendedTab, pretendTab, renderHook } from './render-hook';

let tab: PretendedTab;
const RealFormData = globalThis.FormData;
beforeEach(() => {
  tab = pretendTab();
  // Node's takes no form.
  globalThis.FormData = class extends Map<string, string> {
    constructor(form: Record<string, string>) {
      super(Object.entries(form));
    }
  } as never;
});
afterEach(() => {
  globalThis.FormData = RealFormData;
  tab.close();
});

const submitOf = (form: Record<string, string>) =>
  ({ preventDefault: () => undefined, currentTarget: form }) as unknown as FormEvent<HTMLFormElement>;

/** A form with one field whose request the test answers. */
async function openForm() {
  const sent: { values: FormData; resolve: () => void; reject: (error: unknown) => void }[] = [];
  const hook = await renderHook(() =>
    useForm({
      check: (values) => (values.get('title') ? [] : [{ field: 'title', message: 'Enter a title' }]),
      send: (values) => new Promise<void>((resolve, reject) => sent.push({ values, resolve, reject })),
    }),
  );
  const submit = (title = 'Mug') => hook.act(() => void hook.now().props.onSubmit(submitOf({ title })));
  return { hook, sent, submit };
}

it('sends once, however often the button is pressed while the answer is awaited', async () => {
  const { hook, sent, submit } = await openForm();
  await submit();
  await submit();
  expect(sent).toHaveLength(1);
  expect(hook.now().busy).toBe(true);
  await hook.act(() => sent[0]?.resolve());
  expect(hook.now().busy).toBe(false);
  await submit();
  expect(sent).toHaveLength(2);
});

it('sends nothing while a field is in error', async () => {
  const { hook, sent, submit } = await openForm();
  await submit('');
  expect(sent).toEqual([]);
  expect(hook.now().errors).toEqual([{ field: 'title', message: 'Enter a title' }]);
});

it('shows what the shop refused, and forgets it at the next try', async () => {
  const { hook, sent, submit } = await openForm();
  await submit();
  await hook.act(() => sent[0]?.reject(new ApiError(400, [{ field: 'title', message: 'Too long' }])));
  expect(hook.now()).toMatchObject({ busy: false, errors: [{ field: 'title', message: 'Too long' }] });
  await submit();
  expect(hook.now().errors).toEqual([]);
});

it('checks a field again only once it was changed and left', async () => {
  const { hook, submit } = await openForm();
  await submit('');
  const leave = (title: string) =>
    hook.act(() =>
      hook
        .now()
        .props.onBlur({ ...submitOf({ title }), target: { name: 'title' }, relatedTarget: null } as never),
    );
  await leave('Mug');
  expect(hook.now().errors).toHaveLength(1);
  await hook.act(() => hook.now().props.onInput({ target: { name: 'title' } } as never));
  await leave('Mug');
  expect(hook.now().errors).toEqual([]);
});
