"""The directory's closed lists, each code with its words: what pages, workbooks and the API's description say."""

from __future__ import annotations

from services.kernel.domain.words import Word


class Gender(Word):
    MALE = "male", "男", "male"
    FEMALE = "female", "女", "female"
    UNSAID = "", "未填", "not given"


class DepartmentKind(Word):
    LEADERSHIP = "leadership", "机关领导", "leadership"
    OFFICE = "office", "办公室", "office"
    COMMITTEE = "committee", "委员会", "committee"
    SECTION = "section", "科室", "section"


class PostLevel(Word):
    COUNTY_HEAD = "county-head", "正县级", "county head"
    COUNTY_DEPUTY = "county-deputy", "副县级", "county deputy"
    SECTION_HEAD = "section-head", "正科级", "section head"
    SECTION_DEPUTY = "section-deputy", "副科级", "section deputy"
    STAFF = "staff", "科员", "staff"


class Level(Word):
    """What a person counts as for whoever decides on them; it follows from the posts held."""

    COUNTY = "county", "县级领导", "county leader"
    HEAD = "head", "部门负责人", "head of department"
    STAFF = "staff", "工作人员", "staff"
