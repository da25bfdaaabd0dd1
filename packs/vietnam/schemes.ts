import type { Scheme, SchemeBook } from '@khien/engines/verdict';
import appLinkCoBac from './schemes/app-link-co-bac.json' with { type: 'json' };
import bienLaiGia from './schemes/bien-lai-gia.json' with { type: 'json' };
import capCuu from './schemes/cap-cuu.json' with { type: 'json' };
import cccdVayNo from './schemes/cccd-vay-no.json' with { type: 'json' };
import chuyenNham from './schemes/chuyen-nham.json' with { type: 'json' };
import comboDuLich from './schemes/combo-du-lich.json' with { type: 'json' };
import ctvOnline from './schemes/ctv-online.json' with { type: 'json' };
import danhCapMxh from './schemes/danh-cap-mxh.json' with { type: 'json' };
import dauTu from './schemes/dau-tu.json' with { type: 'json' };
import deepfakeCall from './schemes/deepfake-call.json' with { type: 'json' };
import doiNoDeDoa from './schemes/doi-no-de-doa.json' with { type: 'json' };
import flashai from './schemes/flashai.json' with { type: 'json' };
import giaDanhCongAn from './schemes/gia-danh-cong-an.json' with { type: 'json' };
import giaDanhDienNuoc from './schemes/gia-danh-dien-nuoc.json' with { type: 'json' };
import giaDanhTaiChinh from './schemes/gia-danh-tai-chinh.json' with { type: 'json' };
import giaMaoWebsite from './schemes/gia-mao-website.json' with { type: 'json' };
import giayToGia from './schemes/giay-to-gia.json' with { type: 'json' };
import hangGiaTmdt from './schemes/hang-gia-tmdt.json' with { type: 'json' };
import khoaSim from './schemes/khoa-sim.json' with { type: 'json' };
import layLaiFacebook from './schemes/lay-lai-facebook.json' with { type: 'json' };
import layLaiTien from './schemes/lay-lai-tien.json' with { type: 'json' };
import lexicon from './schemes/lexicon.json' with { type: 'json' };
import mauNhi from './schemes/mau-nhi.json' with { type: 'json' };
import moiGoiNhayCam from './schemes/moi-goi-nhay-cam.json' with { type: 'json' };
import quaTangPhiShip from './schemes/qua-tang-phi-ship.json' with { type: 'json' };
import raiLinkPhishing from './schemes/rai-link-phishing.json' with { type: 'json' };
import smsBrandname from './schemes/sms-brandname.json' with { type: 'json' };
import soDe from './schemes/so-de.json' with { type: 'json' };
import telegramOtp from './schemes/telegram-otp.json' with { type: 'json' };
import tinhCam from './schemes/tinh-cam.json' with { type: 'json' };
import tongTien from './schemes/tong-tien.json' with { type: 'json' };

/** In the order of the handbook of 24 forms, then those that came later. */
const inOrder = [
  comboDuLich,
  deepfakeCall,
  khoaSim,
  bienLaiGia,
  capCuu,
  mauNhi,
  giaDanhTaiChinh,
  appLinkCoBac,
  giaMaoWebsite,
  smsBrandname,
  dauTu,
  ctvOnline,
  danhCapMxh,
  giaDanhCongAn,
  hangGiaTmdt,
  cccdVayNo,
  chuyenNham,
  layLaiTien,
  telegramOtp,
  flashai,
  layLaiFacebook,
  tinhCam,
  raiLinkPhishing,
  soDe,
  quaTangPhiShip,
  giayToGia,
  moiGoiNhayCam,
  doiNoDeDoa,
  giaDanhDienNuoc,
  tongTien,
];

/** The forms of scam with their rules and examples. A change of any rule is a new version. */
export const schemes: SchemeBook = { version: '2026.11.1', lexicon, schemes: inOrder as Scheme[] };
