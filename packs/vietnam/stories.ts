import type { StagedScheme, StoryBook, TimeWords } from '@khien/engines/verdict';
import buuKienTinhCam from './stories/buu-kien-tinh-cam.json' with { type: 'json' };
import congAnGia from './stories/cong-an-gia.json' with { type: 'json' };
import layLaiTien from './stories/lay-lai-tien.json' with { type: 'json' };
import lexicon from './stories/lexicon.json' with { type: 'json' };
import nganHangGia from './stories/ngan-hang-gia.json' with { type: 'json' };
import nhomDauTu from './stories/nhom-dau-tu.json' with { type: 'json' };
import quaTangPhiShip from './stories/qua-tang-phi-ship.json' with { type: 'json' };
import simGia from './stories/sim-gia.json' with { type: 'json' };
import times from './stories/times.json' with { type: 'json' };
import vayOnline from './stories/vay-online.json' with { type: 'json' };
import viecOnline from './stories/viec-online.json' with { type: 'json' };

const inOrder = [
  quaTangPhiShip,
  viecOnline,
  buuKienTinhCam,
  congAnGia,
  simGia,
  nganHangGia,
  layLaiTien,
  nhomDauTu,
  vayOnline,
];

/** Scams that come in stages, weeks apart: how each stage is told, what comes next, what to do. */
export const stories: StoryBook = { lexicon, times: times as TimeWords[], stories: inOrder as StagedScheme[] };
