/** Invented people: first and last names whose pairs are user names, and the demo's accounts. */
import type { Role } from '../../generated/tables.ts'

/** One account for each role, with a name that is easy to remember; on the main campus only. */
export const demoAccounts: readonly { username: string; role: Role }[] = [
  { username: 'student', role: 'STUDENT' },
  { username: 'classrep', role: 'CLASS_REP' },
  { username: 'officer', role: 'EXAM_OFFICER' },
  { username: 'admin', role: 'ADMIN' },
]

export const firstNames: readonly string[] = [
  ...['abena', 'adjoa', 'adwoa', 'afia', 'afua', 'akosua', 'akua', 'ama', 'amina', 'araba', 'awa', 'ayesha'],
  ...['chidi', 'comfort', 'dela', 'dzifa', 'edem', 'efua', 'ekow', 'elikem', 'emeka', 'esi', 'fatou', 'fiifi'],
  ...['grace', 'hawa', 'ibrahim', 'kofi', 'kojo', 'kwabena', 'kwaku', 'kwame', 'kwasi', 'kweku', 'lariba', 'mawuli'],
  ...['mariam', 'nana', 'naa', 'nii', 'ngozi', 'selorm', 'sena', 'sulemana', 'tunde', 'yaa', 'yaw', 'zainab'],
]

export const lastNames: readonly string[] = [
  ...['abdulai', 'aboagye', 'acheampong', 'adjei', 'adomako', 'afriyie', 'agbeko', 'agyeman', 'aidoo', 'alhassan'],
  ...['amankwah', 'amoako', 'ampofo', 'ankrah', 'annan', 'ansah', 'appiah', 'arthur', 'asante', 'asare', 'baah'],
  ...['badu', 'boateng', 'bonsu', 'danso', 'darko', 'diallo', 'donkor', 'dzokoto', 'fofie', 'frimpong', 'gyamfi'],
  ...['issah', 'kumi', 'lamptey', 'mahama', 'mensah', 'nartey', 'nkrumah', 'nyarko', 'obeng', 'ofori', 'okafor'],
  ...['oppong', 'osei', 'owusu', 'quaye', 'sackey', 'tetteh'],
]
