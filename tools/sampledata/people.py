"""People and companies that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from sampledata import numbers

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡单仇解区查翟覃"
DOUBLE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "皇甫")
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅鹏辉建国志文博雅欣怡子涵浩然宇轩梓诗瑶垚喆翊沐䶮"
MINORITY = ("阿依古丽·买买提", "扎西·多吉", "迪丽娜尔·艾山", "巴特尔·乌云")
TRADES = ("商贸", "建筑劳务", "物业管理", "餐饮管理", "科技", "文化传播", "置业", "医疗器械", "物流")
BRANDS = ("渝江", "云澜", "恒信", "嘉禾", "瑞丰", "远山", "铭泰", "朗润", "博远", "金桥")
FAMILIAR = ("张三丰", "李静", "张淑芬", "章水方")
STREETS = ("南滨路", "学府大道", "江北嘴聚贤街", "龙山大道", "新牌坊一路", "民生路", "大学城中路", "金开大道")

VN_LAST = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Lý")
VN_MIDDLE = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Quang", "Thanh", "Xuân", "Hoàng", "Kim")
VN_FIRST = ("Ánh", "Bình", "Cường", "Dũng", "Đạt", "Giang", "Hằng", "Khánh", "Lan", "Mỹ", "Nghĩa", "Phượng", "Quyên")
VN_STREETS = ("Lê Lợi", "Trần Hưng Đạo", "Nguyễn Huệ", "Hai Bà Trưng", "Điện Biên Phủ", "Cách Mạng Tháng Tám")
VN_WARDS = ("phường Hải Châu", "phường Sơn Trà", "phường Cẩm Lệ", "xã Hòa Vang", "phường An Hải", "xã Bà Nà")


@dataclass(frozen=True)
class Person:
    """Somebody with a document; ``document`` is the word of its kind as sheets write it."""

    name: str
    document: str
    number: str
    phone: str
    address: str = ""

    @property
    def is_company(self) -> bool:
        return self.document == "统一社会信用代码"


def cn_name(rng: Random) -> str:
    if rng.random() < 0.004:
        return rng.choice(MINORITY)
    surname = rng.choice(DOUBLE_SURNAMES) if rng.random() < 0.01 else rng.choice(SURNAMES)
    return surname + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def vn_name(rng: Random) -> str:
    return " ".join((rng.choice(VN_LAST), rng.choice(VN_MIDDLE), rng.choice(VN_FIRST)))


def cn_address(rng: Random) -> str:
    return f"重庆市{rng.choice(STREETS)}{rng.randrange(1, 300)}号"


def cn_person(rng: Random, born_from: int = 1950, born_to: int = 2005) -> Person:
    number = numbers.resident_number(rng, numbers.birthday(rng, born_from, born_to))
    return Person(cn_name(rng), "身份证", number, numbers.cn_mobile(rng), cn_address(rng))


def cn_foreigner(rng: Random) -> Person:
    """Somebody with a passport or a Hong Kong or Macau permit."""
    name = rng.choice(("陈大文", "黄家辉", "何超琼", "TANAKA YUKI", "SMITH JOHN", "KIM MINSEO"))
    if name.isascii():
        return Person(name, "护照", f"TK{rng.randrange(10**7):07}", numbers.cn_mobile(rng), cn_address(rng))
    number = f"{rng.choice('HM')}{rng.randrange(10**8):08}"
    return Person(name, "港澳居民来往内地通行证", number, numbers.cn_mobile(rng), cn_address(rng))


def cn_company(rng: Random) -> Person:
    name = f"重庆{rng.choice(BRANDS)}{rng.choice(GIVEN)}{rng.choice(TRADES)}有限公司"
    return Person(name, "统一社会信用代码", numbers.credit_code(rng), numbers.cn_landline(rng), cn_address(rng))


def vn_person(rng: Random) -> Person:
    address = f"{rng.randrange(1, 400)} {rng.choice(VN_STREETS)}, {rng.choice(VN_WARDS)}, Đà Nẵng"
    return Person(vn_name(rng), "CCCD", numbers.citizen_number(rng), numbers.vn_mobile(rng), address)


class Crowd:
    """Draws people of whom no two share a document or a phone, over all files of one sample."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(f"{seed}/people")
        self._taken: set[str] = set()

    def _new(self, person: Person) -> bool:
        if {person.number, person.phone} & self._taken:
            return False
        self._taken |= {person.number, person.phone}
        return True

    def familiar(self) -> list[Person]:
        """The people of whom the guides speak; the phone of the first ends in 8000."""
        people = [replace(person, name=name) for name, person in zip(FAMILIAR, self.adults(), strict=False)]
        return [replace(people[0], phone=f"{people[0].phone[:7]}8000"), *people[1:]]

    def customers(self, count: int) -> list[Person]:
        """The sales office's customers: about one in thirty a company, one in a hundred with another document."""
        drawn = self.familiar()
        while len(drawn) < count:
            kind = self.rng.random()
            person = (cn_company if kind < 0.034 else cn_foreigner if kind < 0.044 else cn_person)(self.rng)
            if self._new(person):
                drawn.append(person)
        return drawn

    def adults(self) -> Iterator[Person]:
        while True:
            person = cn_person(self.rng)
            if self._new(person):
                yield person

    def children(self) -> Iterator[Person]:
        while True:
            person = cn_person(self.rng, 2009, 2024)
            if self._new(person):
                yield person

    def vietnamese(self, count: int) -> list[Person]:
        drawn: list[Person] = []
        while len(drawn) < count:
            person = vn_person(self.rng)
            if self._new(person):
                drawn.append(person)
        return drawn
