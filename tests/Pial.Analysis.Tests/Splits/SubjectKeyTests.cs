using Pial.Analysis.Splits;

namespace Pial.Analysis.Tests.Splits;

/// <summary>The person behind ids as public cohorts write them.</summary>
public class SubjectKeyTests
{
    [Theory]
    [InlineData("OAS30001_MR_d0129", "OAS30001_MR_d2430", "OAS30001", "sub-OAS30001_ses-d0129", "OAS30001_Freesurfer53_d0129",
        "OAS30001_MR_d0129.long.OAS30001_base")]
    [InlineData("OAS1_0001_MR1", "OAS1_0001_MR2", "OAS1_0001")]
    [InlineData("002_S_0295_bl", "002_S_0295_m06", "002_S_0295", "sub-ADNI002S0295_ses-M12", "sub-ADNI_002_S_0295",
        "ADNI_002_S_0295_MR_MPRAGE")]
    [InlineData("P001_V1", "P001_V2", "P001", "sub-P001_V3", "P001-V1", "P001V2", "P001_v02_T1w.nii.gz")]
    [InlineData("CC110033", "sub-CC110033_T1w", "CC110033_T1w.nii.gz")]
    [InlineData("NDAR_INV003RTV85", "sub-NDARINV003RTV85_ses-baselineYear1Arm1", "NDAR_INV003RTV85_2_year_follow_up_y_arm_1")]
    [InlineData("IXI012-Guys-0828-T1", "IXI012-Guys-0828-T1.nii.gz", "sub-IXI012", "IXI012")]
    [InlineData("A00008326_V2", "A00008326", "sub-A00008326_ses-BAS1_T1w")]
    [InlineData("100206", "100206_3T", "100206_V1_MR", "sub-100206")]
    [InlineData("1000015_20227_2_0", "1000015_20252_3_0", "1000015", "1000015_2_0")]
    [InlineData("PPMI_3001_MR", "3001", "3001_BL", "3001_SC")]
    [InlineData("miriad_188_AD_M_01_MR_1", "miriad_188_AD_M_02_MR_2")]
    [InlineData("S042_baseline", "S042_followup2", "S042_week_12", "S042_visit-2", "S042_20190312", "S042_2019-03-12", "S042_scan2",
        "S042_tp1", "S042_M12")]
    [InlineData("sub-01_ses-1", "01", "sub-01/ses-2/anat/sub-01_ses-2_T1w.nii.gz", "SUB-01", "sub-01_brain", "data/sub-01/T1w.nii")]
    [InlineData("anna_T1w", "anna", "heads/anna/T1w.nii.gz", "anna/MR_d0129/T1.nii", "anna_visit2")]
    public void Visits_of_a_person_are_one(params string[] ids) => Assert.Single(SubjectKey.Set(ids));

    [Theory]
    [InlineData("sub-ds000115_03", "sub-ds000115_04", "sub-ds000115")]
    [InlineData("1_01", "1_02", "2_01", "1_1_1")]
    [InlineData("site1_001", "site1_002", "site1_M12", "site1_V3", "site1_scan3", "sub-site1_P03", "sub-site1_P04")]
    [InlineData("OAS1_0001_MR1", "OAS1_0002_MR1", "OAS2_0001_MR1")]
    [InlineData("002_S_0295", "002_S_0296", "003_S_0295", "sub-ADNI002S0297")]
    [InlineData("CON_V1", "CON_V2", "PAT_M1", "sub-CON_01", "sub-CON_02", "sub-CON_A01")]
    [InlineData("Pitt_0050003", "Pitt_0050004", "NYU_0050003")]
    [InlineData("AnnArbor_a_sub04111", "AnnArbor_a_sub04619", "AnnArbor_b_sub04111")]
    [InlineData("sub-张", "sub-李", "张_01", "李_01")]
    [InlineData("1000015_20227_2_0", "1000016_20227_2_0")]
    [InlineData("T1", "T2", "V1", "V2")]
    public void People_stay_apart(params string[] ids) => Assert.Equal(ids.Length, SubjectKey.Set(ids).Count);

    [Theory]
    [InlineData("0001", "1")]
    [InlineData("CON_01", "con1")]
    [InlineData("P001", "p1")]
    [InlineData("sub01", "1")]
    [InlineData("7.0", "007")]
    [InlineData("OAS1_0001", "OAS1_1")]
    public void Spellings_are_one(string a, string b) => Assert.Equal(SubjectKey.Spelling(a), SubjectKey.Spelling(b));

    [Theory]
    [InlineData("1_11", "11_1")]
    [InlineData("10", "100")]
    [InlineData("P10", "P1")]
    [InlineData("0", "00A")]
    [InlineData("张", "李")]
    public void Other_people_are_spelled_otherwise(string a, string b) => Assert.NotEqual(SubjectKey.Spelling(a), SubjectKey.Spelling(b));

    [Fact]
    public void A_fit_knows_people_by_another_spelling_unless_a_list_tells_by_it()
    {
        Assert.Equal(["sub-1"], new FittedOn(["sub-0001", "sub-0002"], "t", "all").SeenAmong(["sub-1", "sub-3"]));
        Assert.Equal(["P001_V2"], new FittedOn(["P001_V1"], "t", "all").SeenAmong(["P001_V2", "P002_V1"]));
        Assert.Empty(new FittedOn(["sub-01"], "t", "all").SeenAmong(["sub-1", "sub-001"]));
        Assert.Empty(new FittedOn(["sub-01"], "t", "all", ["sub-1"]).SeenAmong(["sub-1"]));
    }

    [Theory]
    [InlineData("FamilyID")]
    [InlineData("Family ID")]
    [InlineData("rel_family_id")]
    [InlineData("family")]
    [InlineData("famid")]
    [InlineData("FAMILY_NUMBER")]
    [InlineData("Pedigree")]
    [InlineData("Mother_ID")]
    [InlineData("household_id")]
    [InlineData("twin pair")]
    public void Families_are_found_under_many_names(string column) =>
        Assert.Equal(column, FamilyColumn.Of(["age", "family_history", column],
        c => c == column ? ["F1", "F2", "n/a"] : ["yes", "no", "yes"]));

    [Theory]
    [InlineData("family_history")]
    [InlineData("family_income")]
    [InlineData("familiarity")]
    [InlineData("fam_size")]
    public void Other_columns_are_no_families(string column) => Assert.Null(FamilyColumn.Of([column], _ => ["F1", "F2"]));
}
