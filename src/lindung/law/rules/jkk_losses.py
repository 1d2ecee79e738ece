"""The rows of the disability table of JKK: code and words. The percentages are ``jkk.disability.percent``."""

from __future__ import annotations

LOSSES = {
    1: {"id": "kulit kepala terkelupas", "en": "scalp torn off"},
    2: {"id": "lengan kanan dari sendi bahu ke bawah", "en": "right arm from the shoulder joint down"},
    3: {"id": "lengan kiri dari sendi bahu ke bawah", "en": "left arm from the shoulder joint down"},
    4: {"id": "lengan kanan dari atau dari atas siku ke bawah", "en": "right arm from or above the elbow down"},
    5: {"id": "lengan kiri dari atau dari atas siku ke bawah", "en": "left arm from or above the elbow down"},
    6: {"id": "tangan kanan dari atau dari atas pergelangan ke bawah", "en": "right hand from or above the wrist down"},
    7: {"id": "tangan kiri dari atau dari atas pergelangan ke bawah", "en": "left hand from or above the wrist down"},
    8: {"id": "kedua kaki dari pangkal paha ke bawah", "en": "both legs from the hip down"},
    9: {"id": "satu kaki dari pangkal paha ke bawah", "en": "one leg from the hip down"},
    10: {"id": "kedua kaki dari mata kaki ke bawah", "en": "both feet from the ankle down"},
    11: {"id": "satu kaki dari mata kaki ke bawah", "en": "one foot from the ankle down"},
    12: {"id": "kedua mata", "en": "both eyes"},
    13: {"id": "satu mata, atau penglihatan dekat ganda", "en": "one eye, or double vision at near sight"},
    14: {"id": "pendengaran kedua telinga", "en": "hearing of both ears"},
    15: {"id": "pendengaran satu telinga", "en": "hearing of one ear"},
    16: {"id": "ibu jari tangan kanan", "en": "right thumb"},
    17: {"id": "ibu jari tangan kiri", "en": "left thumb"},
    18: {"id": "telunjuk tangan kanan", "en": "right index finger"},
    19: {"id": "telunjuk tangan kiri", "en": "left index finger"},
    20: {"id": "jari lain tangan kanan, tiap jari", "en": "another finger of the right hand, each"},
    21: {"id": "jari lain tangan kiri, tiap jari", "en": "another finger of the left hand, each"},
    22: {"id": "ruas pertama telunjuk kanan", "en": "first phalanx of the right index finger"},
    23: {"id": "ruas pertama telunjuk kiri", "en": "first phalanx of the left index finger"},
    24: {
        "id": "ruas pertama jari lain tangan kanan, tiap jari",
        "en": "first phalanx of another finger of the right hand, each",
    },
    25: {
        "id": "ruas pertama jari lain tangan kiri, tiap jari",
        "en": "first phalanx of another finger of the left hand, each",
    },
    26: {"id": "ibu jari kaki, tiap kaki", "en": "big toe, each"},
    27: {"id": "telunjuk kaki, tiap kaki", "en": "second toe, each"},
    28: {"id": "jari kaki lain, tiap jari", "en": "another toe, each"},
    29: {"id": "impotensi", "en": "impotence"},
    30: {"id": "kaki memendek sebelah kurang dari 5 cm", "en": "one leg shorter by less than 5 cm"},
    31: {
        "id": "kaki memendek sebelah 5 cm sampai kurang dari 7,5 cm",
        "en": "one leg shorter by 5 cm to less than 7.5 cm",
    },
    32: {"id": "kaki memendek sebelah 7,5 cm atau lebih", "en": "one leg shorter by 7.5 cm or more"},
    33: {
        "id": "pendengaran kedua telinga berkurang, tiap 10 desibel",
        "en": "reduced hearing of both ears, each 10 decibel",
    },
    34: {
        "id": "pendengaran satu telinga berkurang, tiap 10 desibel",
        "en": "reduced hearing of one ear, each 10 decibel",
    },
    35: {"id": "daun telinga sebelah", "en": "one auricle"},
    36: {"id": "kedua daun telinga", "en": "both auricles"},
    37: {"id": "cuping hidung", "en": "nose lobe"},
    38: {"id": "perforasi sekat rongga hidung", "en": "perforated nasal septum"},
    39: {"id": "daya penciuman", "en": "sense of smell"},
    40: {
        "id": "kemampuan kerja fisik hilang 10 sampai 25 persen",
        "en": "physical work capacity lost by 10 to 25 percent",
    },
    41: {
        "id": "kemampuan kerja fisik hilang 26 sampai 50 persen",
        "en": "physical work capacity lost by 26 to 50 percent",
    },
    42: {
        "id": "kemampuan kerja fisik hilang 51 sampai 70 persen",
        "en": "physical work capacity lost by 51 to 70 percent",
    },
    43: {"id": "kemampuan kerja mental hilang tetap", "en": "mental work capacity lost for good"},
    44: {
        "id": "efisiensi tajam penglihatan berkurang, tiap 10 persen",
        "en": "visual efficiency lost, each 10 percent",
    },
    45: {"id": "penglihatan warna", "en": "colour vision"},
    46: {"id": "lapang pandang berkurang, tiap 10 persen", "en": "visual field lost, each 10 percent"},
}
"""PP 44/2015 Lampiran III; a code is never given another meaning."""
