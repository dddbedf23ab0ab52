import { contractOf, contracts } from '../contracts';
import { readRecordings } from '../recording';
import { releasedVersions } from '../schema-files';

const recordings = readRecordings();

describe.each(['today', ...releasedVersions()])('the recorded events of %s', (version) => {
  const events = recordings
    .filter((recording) => recording.version === version)
    .flatMap(({ events }) => events);

  it('keep the contracts of today', () => {
    for (const { subject, data } of events) expect(contractOf(subject)?.parse(data)).toEqual(data);
  });

  it('have at least one of each subject', () => {
    expect(events.length).toBeGreaterThan(0);
    if (version === 'today') {
      expect([...new Set(events.map(({ subject }) => subject))].sort()).toEqual(
        contracts.map(({ subject }) => subject),
      );
    }
  });
});
