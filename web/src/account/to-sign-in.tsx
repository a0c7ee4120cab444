import { useEffect } from 'react';
import { SERVICE_URL } from '../client/place.js';
import { useTranslation } from '../language/translation.js';
import { Entrance } from '../parts/entrance.js';
import { navigate, usePath } from '../routing/router.js';

const SIGN_IN = `${SERVICE_URL}/sign-in`;
const WANTED = 'credence.wanted-section';

/** Leads a visitor without a session to the sign-in. This tab remembers the section that the visitor wanted. */
export function ToSignIn() {
  const { t } = useTranslation();
  const path = usePath();
  useEffect(() => {
    sessionStorage.setItem(WANTED, path);
    location.replace(SIGN_IN);
  }, [path]);
  return (
    <Entrance>
      <a href={SIGN_IN}>{t('signIn.submit')}</a>
    </Entrance>
  );
}

/** Opens the section that the person wanted before the sign-in, once. */
export function useWantedSection(): void {
  useEffect(() => {
    const wanted = sessionStorage.getItem(WANTED);
    sessionStorage.removeItem(WANTED);
    if (wanted !== null && wanted !== '') navigate(wanted);
  }, []);
}
