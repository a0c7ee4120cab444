import { useTranslation } from '../../language/translation.js';
import { PageHead } from '../../parts/page-head.js';
import { ReaderList } from '../dashboard/reader-list.js';

/** The readers of the log. */
export default function Readers() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.readers')} lead={t('readers.lead')} />
      <ReaderList />
    </>
  );
}
